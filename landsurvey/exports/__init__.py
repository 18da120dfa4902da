"""GeoPackages that QGIS and QField open dressed, whoever writes them."""
