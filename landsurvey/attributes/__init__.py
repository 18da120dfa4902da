"""What the columns and texts of a survey file mean to the register: fields, areas, map sheets. Pure."""
