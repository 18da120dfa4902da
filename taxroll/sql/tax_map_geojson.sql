-- Some parcels with their class on the tax map, within a rectangle, as one GeoJSON FeatureCollection in WGS 84.
-- Columns come side by side; `bill` is the one of the land. From afar outlines are coarser than the eye can see.
WITH asked AS (
    SELECT *
    FROM unnest(%(versions)s::int8[], %(classes)s::int8[], %(amounts)s::int8[], %(before)s::int8[], %(bills)s::int8[])
        AS one (version, class, amount, before, bill)
),
shown AS (
    SELECT plot.code, asked.*, CASE WHEN %(tolerance)s > 0 THEN ST_SimplifyPreserveTopology(shape_wgs84, %(tolerance)s) ELSE shape_wgs84 END AS drawn
    FROM asked
    JOIN gis_assets_parcelversion AS plot ON plot.id = asked.version
    WHERE plot.shape_wgs84 && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
    ORDER BY plot.id
    LIMIT %(most)s
)
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
    '{"type":"Feature","geometry":' || ST_AsGeoJSON(drawn, 6) || ',"properties":'
    || json_build_object('code', code, 'class', class, 'amount', amount, 'before', before, 'bill', bill)::text || '}', ','), '') || ']}'
FROM shown
