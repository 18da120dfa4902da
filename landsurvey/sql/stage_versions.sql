-- The accepted rows that change something, as parcel versions with the names of gis_assets.parcels.COLUMNS; what a
-- survey leaves blank is carried over from the version the row was compared with. Parts of a split take the parent's uses
-- in proportion to their ground, merged rows take all of their parents' (`stage_shares`); a deed area said of the whole is
-- not carried over. A view, so that shapes are written once, in the register.
CREATE TEMPORARY VIEW stage_gis_assets_parcelversion AS
SELECT
    f.parcel_id,
    f.municipality_id,
    daterange(%(on)s::date, NULL) AS valid,
    %(source)s::bigint AS source_id,
    %(at)s::timestamptz AS recorded_at,
    coalesce(nullif(f.code, ''), v.code, '') AS code,
    CASE WHEN f.document_type = 'none' THEN coalesce(v.document_type, 'none') ELSE f.document_type END AS document_type,
    coalesce(nullif(f.document_number, ''), v.document_number, '') AS document_number,
    coalesce(nullif(f.utmmap1, ''), v.utmmap1, '') AS utmmap1,
    coalesce(nullif(f.utmmap2, ''), v.utmmap2, '') AS utmmap2,
    coalesce(nullif(f.utmmap3, ''), v.utmmap3, '') AS utmmap3,
    coalesce(nullif(f.utmmap4, ''), v.utmmap4, '') AS utmmap4,
    coalesce(f.utm_scale, v.utm_scale) AS utm_scale,
    coalesce(nullif(f.land_number, ''), v.land_number, '') AS land_number,
    coalesce(nullif(f.survey_page, ''), v.survey_page, '') AS survey_page,
    CASE WHEN f.change IN ('split', 'merged') THEN f.deed_area_wah ELSE coalesce(f.deed_area_wah, v.deed_area_wah) END AS deed_area_wah,
    f.measured_area_m2,
    coalesce(s.agriculture_wah, v.agriculture_wah, 0) AS agriculture_wah,
    coalesce(s.residential_wah, v.residential_wah, 0) AS residential_wah,
    coalesce(s.other_wah, v.other_wah, 0) AS other_wah,
    coalesce(s.vacant_wah, v.vacant_wah, 0) AS vacant_wah,
    coalesce(s.vacant_since_be, v.vacant_since_be) AS vacant_since_be,
    u.accuracy_class,
    f.measured_shape,
    f.shape
FROM landsurvey_stagedfeature f
JOIN landsurvey_upload u ON u.id = f.upload_id
LEFT JOIN gis_assets_parcelversion v ON v.id = f.compared_version
LEFT JOIN stage_shares s ON s.feature_id = f.id
WHERE f.upload_id = %(upload)s AND f.decision = 'accepted' AND f.change <> 'unchanged'
