-- Suspects of a search as one GeoJSON FeatureCollection in WGS 84.
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
    '{"type":"Feature","geometry":' || ST_AsGeoJSON(shape_wgs84, 7) || ',"properties":'
    || json_build_object('id', id, 'code', parcel_code, 'status', status, 'expected', expected_satang)::text || '}', ','
    ORDER BY id), '') || ']}'
FROM taxroll_suspect
WHERE search_id = %(search)s
