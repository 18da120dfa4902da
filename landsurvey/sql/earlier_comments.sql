-- What a reviewer wrote on rows of the predecessor, beside the row that carries the same code now.
SELECT now.row, before.code, before.comment, before.decision,
       coalesce(before.attributes = now.attributes
                AND coalesce(ST_AsEWKB(before.measured_shape), '') = coalesce(ST_AsEWKB(now.measured_shape), ''), false)
FROM landsurvey_stagedfeature before
LEFT JOIN LATERAL (
    SELECT row, attributes, measured_shape FROM landsurvey_stagedfeature same
    WHERE same.upload_id = %(upload)s AND same.code = before.code AND before.code <> ''
    ORDER BY (same.attributes = before.attributes) DESC, same.row LIMIT 1
) now ON true
WHERE before.upload_id = %(earlier)s AND before.comment <> ''
ORDER BY before.row
LIMIT 500
