-- How far each campaign has come in each block of the tax map by a day. Who surveyed what is not told.
SELECT
    campaign.uid || '-' || parcel.block AS id,
    ST_Multi(ST_Buffer(ST_ConvexHull(ST_Collect(ST_Envelope(plot.shape_wgs84))), 0)) AS geom,
    campaign.title AS campaign,
    parcel.block,
    count(*) AS parcels,
    count(*) FILTER (WHERE parcel.state IN ('surveyed', 'visited') AND parcel.surveyed_on <= %(on)s::date) AS surveyed,
    floor(100.0 * count(*) FILTER (WHERE parcel.state IN ('surveyed', 'visited') AND parcel.surveyed_on <= %(on)s::date) / count(*))::int AS percent
FROM landsurvey_campaign AS campaign
CROSS JOIN LATERAL landsurvey_campaign_parcels(campaign.id, %(on)s::date) AS parcel
JOIN gis_assets_parcelversion AS plot ON plot.id = parcel.version_id
WHERE campaign.municipality_id = %(municipality)s AND parcel.block <> ''
    AND daterange(lower(campaign.period), NULL) @> %(on)s::date
GROUP BY campaign.id, campaign.uid, campaign.title, parcel.block
