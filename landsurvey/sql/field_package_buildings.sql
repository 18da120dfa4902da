-- Buildings within a rectangle on the grid, to find one's way by.
SELECT b.house_number, b.storeys::float8, ST_AsBinary(b.shape, 'NDR')
FROM gis_assets_buildingversion b
WHERE b.municipality_id = %(municipality)s AND b.valid @> %(on)s::date
  AND b.shape && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(epsg)s)
