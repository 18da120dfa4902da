-- What is left of a campaign: parcels not surveyed, those tried in vain among them, with a point to walk to.
WITH remaining AS MATERIALIZED (
    SELECT code, zone, block, state, version_id, parcel_id
    FROM landsurvey_campaign_parcels(%(campaign)s, %(on)s)
    WHERE state IN ('tried', 'left')
    ORDER BY code COLLATE "C", parcel_id
    LIMIT %(most)s
)
SELECT r.code, r.zone, r.block, r.state, v.measured_area_m2, ST_Y(place.point), ST_X(place.point), t.uid::text
FROM remaining r
JOIN gis_assets_parcelversion v ON v.id = r.version_id
JOIN gis_assets_parcel t ON t.id = r.parcel_id
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(v.shape_wgs84) AS point) place
ORDER BY r.code COLLATE "C", r.parcel_id
