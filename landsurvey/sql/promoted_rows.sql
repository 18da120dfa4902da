-- The accepted rows as parcel versions, in the order of gis_assets.parcels.COLUMNS; what a survey leaves blank is carried over.
SELECT
    f.parcel_id,
    f.municipality_id,
    daterange(%(on)s::date, NULL),
    %(source)s::bigint,
    %(at)s::timestamptz,
    f.code,
    CASE WHEN f.document_type = 'none' THEN coalesce(v.document_type, 'none') ELSE f.document_type END,
    coalesce(nullif(f.document_number, ''), v.document_number, ''),
    coalesce(nullif(f.utmmap1, ''), v.utmmap1, ''),
    coalesce(nullif(f.utmmap2, ''), v.utmmap2, ''),
    coalesce(nullif(f.utmmap3, ''), v.utmmap3, ''),
    coalesce(nullif(f.utmmap4, ''), v.utmmap4, ''),
    coalesce(f.utm_scale, v.utm_scale),
    coalesce(nullif(f.land_number, ''), v.land_number, ''),
    coalesce(nullif(f.survey_page, ''), v.survey_page, ''),
    coalesce(f.deed_area_wah, v.deed_area_wah),
    f.measured_area_m2,
    coalesce(v.agriculture_wah, 0),
    coalesce(v.residential_wah, 0),
    coalesce(v.other_wah, 0),
    coalesce(v.vacant_wah, 0),
    v.vacant_since_be,
    u.accuracy_class,
    f.measured_shape,
    f.shape
FROM landsurvey_stagedfeature f
JOIN landsurvey_upload u ON u.id = f.upload_id
LEFT JOIN gis_assets_parcelversion v ON v.parcel_id = f.parcel_id AND v.valid @> %(on)s::date
WHERE f.upload_id = %(upload)s AND f.decision = 'accepted'
ORDER BY f.row
