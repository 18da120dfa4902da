-- The files of a case in order: upload, number from 1, findings by level.
WITH RECURSIVE earlier AS (
    SELECT id, corrects_id FROM landsurvey_upload WHERE id = %(upload)s
    UNION ALL
    SELECT before.id, before.corrects_id FROM landsurvey_upload before JOIN earlier ON before.id = earlier.corrects_id
), later AS (
    SELECT id, 1 AS number FROM earlier WHERE corrects_id IS NULL
    UNION ALL
    SELECT after.id, later.number + 1 FROM landsurvey_upload after JOIN later ON after.corrects_id = later.id
)
SELECT later.id, later.number, coalesce(found.errors, 0), coalesce(found.warnings, 0)
FROM later
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE level = 'error') AS errors, count(*) FILTER (WHERE level = 'warning') AS warnings
    FROM landsurvey_finding WHERE upload_id = later.id
) found ON true
ORDER BY later.number
