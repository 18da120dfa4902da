-- Poles for the dispatcher's map: those below a device, each with whether it was reported dark or lit.
SELECT jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(jsonb_build_object(
         'type', 'Feature', 'id', v.pole_id,
         'geometry', ST_AsGeoJSON(v.shape_wgs84, 7)::jsonb,
         'properties', jsonb_build_object('code', p.code, 'word',
           CASE WHEN v.pole_id = ANY(%(dark)s) THEN 'dark' WHEN v.pole_id = ANY(%(lit)s) THEN 'lit' ELSE 'silent' END)
       ) ORDER BY v.pole_id), '[]'::jsonb))::text
FROM gis_assets_utilitypoleversion AS v
JOIN gis_assets_utilitypole AS p ON p.id = v.pole_id
WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date AND v.pole_id = ANY(%(poles)s)
