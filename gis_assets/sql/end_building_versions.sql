-- Ends building versions on the day.
UPDATE gis_assets_buildingversion
SET valid = daterange(lower(valid), %(on)s::date)
WHERE id = ANY(%(versions)s::bigint[])
