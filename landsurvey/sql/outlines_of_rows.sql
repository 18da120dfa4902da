-- Shapes of some rows in WGS 84, as WKB.
SELECT row, ST_AsBinary(ST_Transform(shape, 4326))
FROM landsurvey_stagedfeature
WHERE upload_id = %(upload)s AND row = ANY(%(rows)s::int[]) AND shape IS NOT NULL
