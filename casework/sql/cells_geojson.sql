-- Squares of the grid as GeoJSON in WGS 84, each with the facts that stand at its place in the lists.
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
    'type', 'Feature',
    'geometry', ST_AsGeoJSON(ST_Transform(ST_MakeEnvelope(
        x * %(side)s, y * %(side)s, (x + 1) * %(side)s, (y + 1) * %(side)s, %(epsg)s), 4326), 6)::json,
    'properties', words::json
)), '[]'))::text
FROM unnest(%(x)s::int8[], %(y)s::int8[], %(facts)s::text[]) AS cell (x, y, words)
