"""Pages of the tax office, one module for each part of the work."""
