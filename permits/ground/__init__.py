"""What the register knows around a plan, gathered in a few questions, and the checks run over it."""
