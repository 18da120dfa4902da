"""Pages of the survey, one module for each part of the work."""
