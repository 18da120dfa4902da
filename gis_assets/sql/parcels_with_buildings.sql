-- Which of these parcels a building stands on, on the day.
SELECT DISTINCT on_parcel_id
FROM gis_assets_buildingversion
WHERE municipality_id = %(municipality)s AND on_parcel_id = ANY(%(parcels)s::bigint[]) AND valid @> %(on)s::date
