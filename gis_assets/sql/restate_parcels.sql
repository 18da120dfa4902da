-- Copies parcel versions with other uses of the land, in force from the day; identity, areas and shape stay.
INSERT INTO gis_assets_parcelversion (
    municipality_id, parcel_id, valid, source_id, recorded_at, code, document_type, document_number, utmmap1, utmmap2, utmmap3,
    utmmap4, utm_scale, land_number, survey_page, deed_area_wah, measured_area_m2, agriculture_wah, residential_wah, other_wah,
    vacant_wah, vacant_since_be, accuracy_class, measured_shape, shape
)
SELECT v.municipality_id, v.parcel_id, daterange(%(on)s::date, NULL), said.source, %(at)s, v.code, v.document_type,
    v.document_number, v.utmmap1, v.utmmap2, v.utmmap3, v.utmmap4, v.utm_scale, v.land_number, v.survey_page, v.deed_area_wah,
    v.measured_area_m2, said.agriculture_wah, said.residential_wah, said.other_wah, said.vacant_wah, said.vacant_since_be,
    v.accuracy_class, v.measured_shape, v.shape
FROM jsonb_to_recordset(%(rows)s::jsonb) AS said (
    version bigint, source bigint, agriculture_wah numeric, residential_wah numeric, other_wah numeric, vacant_wah numeric,
    vacant_since_be int
)
JOIN gis_assets_parcelversion v ON v.id = said.version
