-- Findings of an upload that have a place, as one GeoJSON FeatureCollection.
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
    '{"type":"Feature","id":' || id || ',"geometry":' || ST_AsGeoJSON(place, 7)
    || ',"properties":' || json_build_object('row', row, 'rule', rule, 'level', level)::text || '}', ','
    ORDER BY row, id), '') || ']}'
FROM landsurvey_finding
WHERE upload_id = %(upload)s AND place IS NOT NULL
