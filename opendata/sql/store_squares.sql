-- The tiles of a layer for all zooms before its things are drawn.
INSERT INTO opendata_storedtile (municipality_id, build_id, z, x, y, body)
SELECT %(municipality)s, %(build)s, z, tile_x, tile_y, body
FROM ({squares}) AS made
