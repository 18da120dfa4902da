"""The open layers by the standards of the Open Geospatial Consortium: Features (parts 1 to 3), Records, Tiles."""
