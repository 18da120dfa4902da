-- The signs shown on a day as points, for the officers' map; whose they are is not told.
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
    'type', 'Feature',
    'properties', json_build_object('uid', sign.uid, 'number', sign.number, 'words', version.words),
    'geometry', ST_AsGeoJSON(version.shape_wgs84, 7)::json
) ORDER BY sign.id), '[]'::json))::text
FROM gis_assets_signversion AS version
JOIN gis_assets_sign AS sign ON sign.id = version.sign_id
WHERE version.municipality_id = %(municipality)s AND version.valid @> %(on)s::date
    AND version.shown_from <= %(on)s::date AND (version.shown_until IS NULL OR version.shown_until > %(on)s::date)
