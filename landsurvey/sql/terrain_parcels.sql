-- The parcels of a municipality as they are in force on a day, with their shapes on its own UTM grid.
SELECT parcel_id, ST_AsBinary(shape)
FROM gis_assets_parcelversion
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND shape IS NOT NULL
ORDER BY parcel_id
