-- The versions of buildings that are in force on the day, locked until the transaction ends.
SELECT building_id, id
FROM gis_assets_buildingversion
WHERE municipality_id = %(municipality)s AND building_id = ANY(%(buildings)s::bigint[]) AND valid @> %(on)s::date
ORDER BY building_id
FOR NO KEY UPDATE
