"""Requests of other systems in files: read as they are, measured by the arithmetic of the pages. Knows no database."""
