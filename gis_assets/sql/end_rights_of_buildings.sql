-- Ends, on the day, the rights in buildings that are no more.
UPDATE gis_assets_right
SET valid = daterange(lower(valid), %(on)s::date)
WHERE municipality_id = %(municipality)s AND building_id = ANY(%(buildings)s::bigint[])
    AND valid @> %(on)s::date AND lower(valid) < %(on)s::date
