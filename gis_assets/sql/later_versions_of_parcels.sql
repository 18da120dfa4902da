-- How many of these parcels have a version that begins on or after the day, and one of their codes.
SELECT count(*), min(code)
FROM gis_assets_parcelversion
WHERE municipality_id = %(municipality)s AND parcel_id = ANY(%(parcels)s::bigint[]) AND lower(valid) >= %(on)s::date
