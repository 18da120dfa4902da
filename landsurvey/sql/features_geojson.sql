-- Staged rows of an upload that have a shape, as one GeoJSON FeatureCollection in WGS 84.
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
    '{"type":"Feature","id":' || row || ',"geometry":' || ST_AsGeoJSON(ST_Transform(shape, 4326), 7)
    || ',"properties":' || json_build_object('row', row, 'code', code, 'decision', decision, 'faulty', has_errors)::text || '}', ','
    ORDER BY row), '') || ']}'
FROM landsurvey_stagedfeature
WHERE upload_id = %(upload)s AND shape IS NOT NULL
