-- The staged rows of an upload as columns of the comparison; "" and 0 for unknown.
SELECT row, ST_AsBinary(shape), coalesce(deed_area_wah * 100, 0)::bigint, code, document_type, document_number,
    utmmap1, utmmap2, utmmap3, utmmap4, coalesce(utm_scale, 0), land_number, survey_page
FROM landsurvey_stagedfeature
WHERE upload_id = %(upload)s
ORDER BY row
