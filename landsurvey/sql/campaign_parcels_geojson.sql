-- Parcels of a campaign within a rectangle as one GeoJSON FeatureCollection in WGS 84; `most` rows at the most.
WITH shown AS (
    SELECT p.code, p.state, v.shape_wgs84, t.uid
    FROM landsurvey_campaign_parcels(
        %(campaign)s, %(on)s, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
    ) p
    JOIN gis_assets_parcelversion v ON v.id = p.version_id
    JOIN gis_assets_parcel t ON t.id = p.parcel_id
    LIMIT %(most)s
)
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
    '{"type":"Feature","id":"' || uid || '","geometry":' || ST_AsGeoJSON(shape_wgs84, 7)
    || ',"properties":' || json_build_object('code', code, 'state', state)::text || '}', ','), '') || ']}'
FROM shown
