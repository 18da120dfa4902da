-- How many of these buildings have a version that begins on or after the day, and one of their house numbers.
SELECT count(*), min(house_number)
FROM gis_assets_buildingversion
WHERE municipality_id = %(municipality)s AND building_id = ANY(%(buildings)s::bigint[]) AND lower(valid) >= %(on)s::date
