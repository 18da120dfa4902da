-- What is left of a campaign: parcels not surveyed, those tried in vain among them, with a point to walk to.
SELECT p.code, p.zone, p.block, p.state, v.measured_area_m2, ST_Y(place.point), ST_X(place.point), t.uid::text
FROM landsurvey_campaign_parcels(%(campaign)s, %(on)s) p
JOIN gis_assets_parcelversion v ON v.id = p.version_id
JOIN gis_assets_parcel t ON t.id = p.parcel_id
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(v.shape_wgs84) AS point) place
WHERE p.state IN ('tried', 'left')
ORDER BY p.code, p.parcel_id
LIMIT %(most)s
