"""Pages of the one-stop service, one module for each kind of page."""
