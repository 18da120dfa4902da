-- The turn restrictions in force on a day.
SELECT kind, roads, nodes FROM gis_assets_turnrestrictionversion
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
ORDER BY id
