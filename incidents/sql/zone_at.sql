-- The zone of the tax map (the first two digits of a parcel's code) of the parcel nearest to a place, within some 100 m.
SELECT substring(code FROM '^\d{2}')
FROM gis_assets_parcelversion
WHERE municipality_id = %(municipality)s
  AND valid @> %(on)s::date
  AND code ~ '^\d{2}'
  AND shape_wgs84 && ST_Expand(ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), 0.001)
ORDER BY shape_wgs84 <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), id
LIMIT 1
