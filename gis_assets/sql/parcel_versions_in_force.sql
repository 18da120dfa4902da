-- The versions of parcels that are in force on the day, locked until the transaction ends.
SELECT parcel_id, id
FROM gis_assets_parcelversion
WHERE municipality_id = %(municipality)s AND parcel_id = ANY(%(parcels)s::bigint[]) AND valid @> %(on)s::date
ORDER BY parcel_id
FOR NO KEY UPDATE
