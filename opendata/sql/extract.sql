-- Each feature as a line of GeoJSON, then its id, its shape (WKB) and its columns for tables; neighbours follow each other.
SELECT
    '{{"type":"Feature","id":' || to_json(feature.id::text)::text
    || ',"geometry":' || coalesce(ST_AsGeoJSON(ST_ForcePolygonCCW(feature.geom), 7), 'null')
    || ',"properties":' || (SELECT row_to_json(public) FROM (SELECT {columns}) AS public)::text
    || '}}',
    feature.id::text,
    ST_AsBinary(CASE WHEN %(is_polygon)s THEN ST_Multi(ST_ForcePolygonCCW(feature.geom)) ELSE feature.geom END),
    {cells}
FROM ({layer}) AS feature
ORDER BY feature.geom, feature.id::text
