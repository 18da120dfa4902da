-- Ends, on the day, the versions of parcels that are no more.
UPDATE gis_assets_parcelversion
SET valid = daterange(lower(valid), %(on)s::date)
WHERE municipality_id = %(municipality)s AND parcel_id = ANY(%(parcels)s::bigint[]) AND valid @> %(on)s::date
