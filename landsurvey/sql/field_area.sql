-- What a phone carries of a campaign: parcels with their state, house numbers, and the roads around, as one JSON text.
-- No owner, no deed. `blocks` narrows it to zones (01) and blocks (01A); `most` rows at the most.
WITH chosen AS MATERIALIZED (
    SELECT p.parcel_id, p.version_id, p.code, p.block, p.state, v.shape_wgs84, v.measured_area_m2, t.uid,
           ST_PointOnSurface(v.shape_wgs84) AS place
    FROM landsurvey_campaign_parcels(%(campaign)s, %(on)s) p
    JOIN gis_assets_parcelversion v ON v.id = p.version_id
    JOIN gis_assets_parcel t ON t.id = p.parcel_id
    WHERE cardinality(%(blocks)s::text[]) = 0 OR p.block = ANY (%(blocks)s) OR p.zone = ANY (%(blocks)s)
    LIMIT %(most)s
),
houses AS MATERIALIZED (
    SELECT c.parcel_id, coalesce(string_agg(nullif(b.house_number, ''), ', ' ORDER BY b.house_number), '') AS numbers,
        json_agg(json_build_object(
            'building_uid', t.uid, 'house_number', b.house_number, 'storeys', b.storeys::float8, 'material_class', b.material_class,
            'treasury_type', b.treasury_type, 'floor_area_m2', b.floor_area_m2::float8, 'built_year_be', b.built_year_be,
            'use', CASE b.floor_area_m2 WHEN b.agriculture_m2 THEN 'agriculture' WHEN b.residential_m2 THEN 'residential'
                WHEN b.other_m2 THEN 'other' WHEN b.vacant_m2 THEN 'vacant' ELSE '' END
        ) ORDER BY b.house_number, b.id) AS buildings
    FROM gis_assets_buildingversion b
    JOIN gis_assets_building t ON t.id = b.building_id
    JOIN chosen c ON c.parcel_id = b.on_parcel_id
    WHERE b.valid @> %(on)s::date
    GROUP BY c.parcel_id
),
parcels AS (
    SELECT string_agg(
        '{"uid":"' || c.uid || '","version":' || c.version_id
        || ',"lon":' || round(ST_X(c.place)::numeric, 7) || ',"lat":' || round(ST_Y(c.place)::numeric, 7) || ',"geometry":' || ST_AsGeoJSON(c.shape_wgs84, 7)
        || ',"facts":' || json_build_object('code', c.code, 'block', c.block, 'state', c.state,
               'area_m2', round(c.measured_area_m2), 'houses', coalesce(h.numbers, ''), 'buildings', coalesce(h.buildings, '[]'))::text || '}', ',' ORDER BY c.code) AS items
    FROM chosen c
    LEFT JOIN houses h ON h.parcel_id = c.parcel_id
),
around AS (
    SELECT ST_SetSRID(ST_Extent(shape_wgs84), 4326) AS box FROM chosen
),
roads AS (
    SELECT string_agg(ST_AsGeoJSON(r.shape_wgs84, 6), ',') AS items
    FROM around
    JOIN gis_assets_roadsegmentversion r ON r.shape_wgs84 && around.box
    WHERE r.valid @> %(on)s::date
)
SELECT (SELECT count(*) FROM chosen),
       '{"parcels":[' || coalesce((SELECT items FROM parcels), '') || '],"roads":[' || coalesce((SELECT items FROM roads), '') || ']}'
