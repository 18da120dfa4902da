-- Orthophotos that are open to everybody, by their outlines. Who made or opened them is not told.
SELECT raster.uid AS id, raster.footprint AS geom, raster.title, coalesce(campaign.title, '') AS campaign,
    raster.surveyed_date, raster.resolution_m, raster.epsg,
    raster.file, raster.size_bytes, raster.made_at
FROM landsurvey_raster AS raster
LEFT JOIN landsurvey_campaign AS campaign ON campaign.id = raster.campaign_id
WHERE raster.municipality_id = %(municipality)s AND raster.is_public AND raster.state = 'ready' AND raster.kind = 'orthophoto'
