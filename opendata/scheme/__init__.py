"""What the national catalogue wants to know of a data set: fields, closed lists, rules. Knows no table and no page."""
