"""How ground truth gets in: receive, read, validate, review, promote."""
