-- Registered parcels of a municipality on a day: key, code and shape as WKB in its projected system.
SELECT parcel_id, code, ST_AsBinary(shape)
FROM gis_assets_parcelversion
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
ORDER BY parcel_id
