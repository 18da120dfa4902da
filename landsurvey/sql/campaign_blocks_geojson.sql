-- Blocks of a campaign as one GeoJSON FeatureCollection: where the block lies, and how much of it is done.
WITH blocks AS (
    SELECT p.block, count(*) AS parcels, count(*) FILTER (WHERE p.state IN ('surveyed', 'visited')) AS done,
           ST_ConvexHull(ST_Collect(v.shape_wgs84)) AS outline
    FROM landsurvey_campaign_parcels(%(campaign)s, %(on)s) p
    JOIN gis_assets_parcelversion v ON v.id = p.version_id
    WHERE p.block <> ''
    GROUP BY p.block
)
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
    '{"type":"Feature","id":"' || block || '","geometry":' || ST_AsGeoJSON(outline, 6)
    || ',"properties":' || json_build_object('block', block, 'parcels', parcels, 'done', done)::text || '}', ','
    ORDER BY block), '') || ']}'
FROM blocks
