-- Ends, on the day, the rights in these parcels; one that would begin on that very day is left to whoever wrote it.
UPDATE gis_assets_right
SET valid = daterange(lower(valid), %(on)s::date)
WHERE municipality_id = %(municipality)s AND parcel_id = ANY(%(parcels)s::bigint[])
    AND valid @> %(on)s::date AND lower(valid) < %(on)s::date
