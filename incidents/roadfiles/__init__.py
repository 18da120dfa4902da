"""Roads from files: OpenStreetMap extracts, GeoJSON lines and plain graphs, read, split at junctions and judged."""
