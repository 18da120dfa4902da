COPY (
    SELECT
        '{{"type":"Feature","id":' || to_json(feature.id::text)::text
        || ',"geometry":' || coalesce(ST_AsGeoJSON(ST_ForcePolygonCCW(feature.geom), 7), 'null')
        || ',"properties":' || (SELECT row_to_json(public) FROM (SELECT {columns}) AS public)::text
        || '}}'
    FROM ({layer}) AS feature
    WHERE {place}
) TO STDOUT WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02', ENCODING 'UTF8')
