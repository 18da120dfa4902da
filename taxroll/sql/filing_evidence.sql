-- Every version of one parcel with its areas, and the neighbours of the last one as they stand on a day. Code only: no person.
WITH version AS (
    SELECT v.id, v.code, v.deed_area_wah, round(v.measured_area_m2 / 4, 2) AS measured_wah, v.accuracy_class,
           lower(v.valid) AS since, upper(v.valid) AS until, s.reference, v.shape_wgs84, v.valid
    FROM gis_assets_parcelversion AS v
    JOIN gis_assets_source AS s ON s.id = v.source_id
    WHERE v.parcel_id = %(parcel)s
), neighbour AS (
    SELECT n.code, n.deed_area_wah, round(n.measured_area_m2 / 4, 2) AS measured_wah, n.shape_wgs84
    FROM gis_assets_parcelversion AS n
    JOIN version AS v ON v.valid @> %(on)s::date AND ST_DWithin(n.shape_wgs84, v.shape_wgs84, 0.00001)
    WHERE n.municipality_id = %(municipality)s AND n.parcel_id <> %(parcel)s AND n.valid @> %(on)s::date
)
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(feature ORDER BY place), '[]'::json))
FROM (
    SELECT 1 AS place, json_build_object('type', 'Feature', 'geometry', ST_AsGeoJSON(shape_wgs84, 7)::json, 'properties',
           json_build_object('kind', 'neighbour', 'code', code, 'deed_wah', deed_area_wah, 'measured_wah', measured_wah)) AS feature
    FROM neighbour
    UNION ALL
    SELECT 2, json_build_object('type', 'Feature', 'geometry', ST_AsGeoJSON(shape_wgs84, 7)::json, 'properties',
           json_build_object('kind', 'version', 'code', code, 'deed_wah', deed_area_wah, 'measured_wah', measured_wah,
                             'since', since, 'until', until, 'source', reference, 'accuracy', accuracy_class))
    FROM version
) AS features
