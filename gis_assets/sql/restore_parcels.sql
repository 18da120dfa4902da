-- Copies, in force from the day, the versions that ended when the source began.
INSERT INTO gis_assets_parcelversion (
    municipality_id, parcel_id, valid, source_id, recorded_at, code, document_type, document_number, utmmap1, utmmap2, utmmap3,
    utmmap4, utm_scale, land_number, survey_page, deed_area_wah, measured_area_m2, agriculture_wah, residential_wah, other_wah,
    vacant_wah, vacant_since_be, accuracy_class, measured_shape, shape
)
SELECT municipality_id, parcel_id, daterange(%(on)s::date, NULL), %(source)s, %(at)s, code, document_type, document_number,
    utmmap1, utmmap2, utmmap3, utmmap4, utm_scale, land_number, survey_page, deed_area_wah, measured_area_m2, agriculture_wah,
    residential_wah, other_wah, vacant_wah, vacant_since_be, accuracy_class, measured_shape, shape
FROM gis_assets_parcelversion v
WHERE upper(valid) = %(since)s::date AND (
    parcel_id = ANY(%(ended)s::bigint[])
    OR EXISTS (SELECT FROM gis_assets_parcelversion n WHERE n.parcel_id = v.parcel_id AND n.source_id = %(taken_back)s)
)
