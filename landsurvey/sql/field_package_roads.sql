-- Roads within a rectangle on the grid, to find one's way by.
SELECT r.name_th, ST_AsBinary(r.shape, 'NDR')
FROM gis_assets_roadsegmentversion r
WHERE r.municipality_id = %(municipality)s AND r.valid @> %(on)s::date
  AND r.shape && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(epsg)s)
