-- Everything the page of a campaign shows, in one pass over its parcels: figures by zone, block, month and surveyor as JSON
-- rows (level, zone, block, month, surveyor, parcels, surveyed, visited, tried, left), the rectangle in WGS 84 (west, south,
-- east, north), the first parcels that are left, and the blocks as a GeoJSON FeatureCollection.
WITH parcels AS MATERIALIZED (
    SELECT p.parcel_id, p.version_id, p.code, p.zone, p.block, p.state, p.surveyor_id,
        date_trunc('month', p.surveyed_on)::date AS month
    FROM landsurvey_campaign_parcels(%(campaign)s, %(on)s) p
),
-- A few thousand groups are summed up six ways faster than 200,000 parcels.
groups AS MATERIALIZED (
    SELECT zone, block, month, surveyor_id, count(*) AS parcels,
        count(*) FILTER (WHERE state = 'surveyed') AS surveyed, count(*) FILTER (WHERE state = 'visited') AS visited,
        count(*) FILTER (WHERE state = 'tried') AS tried, count(*) FILTER (WHERE state = 'left') AS remaining
    FROM parcels
    GROUP BY zone, block, month, surveyor_id
),
levels AS (
    SELECT CASE grouping(zone, block, month, surveyor_id)
            WHEN 15 THEN 'all' WHEN 7 THEN 'zone' WHEN 3 THEN 'block' WHEN 13 THEN 'month' WHEN 14 THEN 'surveyor'
            ELSE 'month_surveyor' END AS level,
        zone, block, month, surveyor_id, coalesce(sum(parcels), 0) AS parcels, coalesce(sum(surveyed), 0) AS surveyed,
        coalesce(sum(visited), 0) AS visited, coalesce(sum(tried), 0) AS tried, coalesce(sum(remaining), 0) AS remaining
    FROM groups
    GROUP BY GROUPING SETS ((), (zone), (zone, block), (month), (surveyor_id), (month, surveyor_id))
),
places AS MATERIALIZED (
    SELECT p.block, ST_Envelope(v.shape_wgs84) AS box, p.state IN ('surveyed', 'visited') AS is_done
    FROM parcels p
    JOIN gis_assets_parcelversion v ON v.id = p.version_id
),
blocks AS (
    SELECT block, count(*) AS parcels, count(*) FILTER (WHERE is_done) AS done, ST_ConvexHull(ST_Collect(box)) AS outline
    FROM places
    WHERE block <> ''
    GROUP BY block
),
around AS (
    SELECT ST_Extent(box) AS box FROM places
),
remaining AS MATERIALIZED (
    SELECT code, zone, block, state, version_id, parcel_id
    FROM parcels
    WHERE state IN ('tried', 'left')
    ORDER BY code COLLATE "C", parcel_id
    LIMIT %(most)s
),
first_left AS (
    SELECT r.code, r.parcel_id, json_build_array(
        r.code, r.zone, r.block, r.state, v.measured_area_m2::text, ST_Y(place.point), ST_X(place.point), t.uid
    ) AS item
    FROM remaining r
    JOIN gis_assets_parcelversion v ON v.id = r.version_id
    JOIN gis_assets_parcel t ON t.id = r.parcel_id
    CROSS JOIN LATERAL (SELECT ST_PointOnSurface(v.shape_wgs84) AS point) place
)
SELECT
    (SELECT json_agg(json_build_array(level, zone, block, month, surveyor_id, parcels, surveyed, visited, tried, remaining)
        ORDER BY level, zone, block, month, surveyor_id)::text FROM levels),
    (SELECT CASE WHEN box IS NULL THEN 'null'
        ELSE json_build_array(ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box))::text END FROM around),
    (SELECT coalesce(json_agg(item ORDER BY code COLLATE "C", parcel_id), '[]')::text FROM first_left),
    (SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
        '{"type":"Feature","id":"' || block || '","geometry":' || ST_AsGeoJSON(outline, 6)
        || ',"properties":' || json_build_object('block', block, 'parcels', parcels, 'done', done)::text || '}', ','
        ORDER BY block), '') || ']}' FROM blocks)
