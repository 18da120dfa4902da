"""The layers by the standards of the Open Geospatial Consortium."""
