-- The rectangle of a campaign's parcels in WGS 84: west, south, east, north; nothing when it has no parcel.
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
FROM (
    SELECT ST_Extent(v.shape_wgs84) AS box
    FROM landsurvey_campaign_parcels(%(campaign)s, %(on)s) p
    JOIN gis_assets_parcelversion v ON v.id = p.version_id
) extent
