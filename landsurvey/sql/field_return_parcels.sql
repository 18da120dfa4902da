-- The parcel in which each point lies (by its number in the arrays, from 1), as of a day.
SELECT p.number, t.uid::text, v.id
FROM unnest(%(lon)s::float8[], %(lat)s::float8[]) WITH ORDINALITY AS p (lon, lat, number)
JOIN gis_assets_parcelversion v
  ON v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date
 AND ST_Intersects(v.shape_wgs84, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326))
JOIN gis_assets_parcel t ON t.id = v.parcel_id
ORDER BY p.number, v.id DESC
