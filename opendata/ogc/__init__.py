"""The open layers as the Open Geospatial Consortium's APIs have it: Features (parts 1, 2, 3), Records, one OpenAPI."""
