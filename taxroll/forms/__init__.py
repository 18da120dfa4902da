"""What people fill in on the tax pages, one module for each part of the work."""
