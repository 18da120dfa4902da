-- The planning areas of a day as GeoJSON, those of large kinds first, so that small ones lie on top.
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(feature, ',' ORDER BY large DESC), '') || ']}'
FROM (
    SELECT ST_Area(shape) AS large,
           json_build_object(
               'type', 'Feature',
               'id', uid,
               'geometry', ST_AsGeoJSON(ST_SimplifyPreserveTopology(shape, 0.000005), 6)::json,
               'properties', json_build_object('kind', kind, 'code', code, 'name_th', name_th, 'name_en', name_en)
           )::text AS feature
    FROM permits_planningarea
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
) AS area
