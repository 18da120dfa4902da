-- The rows of a file that were copied while it was checked; those in which an error was found are marked.
INSERT INTO landsurvey_stagedfeature (
    municipality_id, upload_id, has_errors, decision, comment, row, attributes, measured_shape, shape, measured_area_m2,
    document_type, utm_scale, deed_area_wah, surveyed_on, accuracy_m, code, document_number, land_number, survey_page,
    utmmap1, utmmap2, utmmap3, utmmap4, change, evidence, suggested_code, parcel_id, compared_version
)
SELECT
    %(municipality)s, %(upload)s, row = ANY(%(faulty)s::int[]), 'pending', '', row, attributes, measured_shape, shape,
    measured_area_m2, document_type, utm_scale, deed_area_wah, surveyed_on, accuracy_m, code, document_number,
    land_number, survey_page, utmmap1, utmmap2, utmmap3, utmmap4, change, evidence, suggested_code, parcel_id,
    compared_version
FROM stage_landsurvey_stagedfeature
