-- Rows that the correction left as they were are decided as they were. Rows that are equal in everything are paired in
-- their order, so that a row and its double keep a decision each.
WITH stood AS (
    SELECT id, upload_id, code, attributes, coalesce(ST_AsEWKB(measured_shape), '') AS shape, decision, decided_by_id,
           decided_at, comment,
           row_number() OVER (
               PARTITION BY upload_id, code, attributes, coalesce(ST_AsEWKB(measured_shape), '') ORDER BY row
           ) AS nth
    FROM landsurvey_stagedfeature WHERE upload_id IN (%(upload)s, %(earlier)s)
)
UPDATE landsurvey_stagedfeature target
SET decision = before.decision, decided_by_id = before.decided_by_id, decided_at = before.decided_at,
    comment = before.comment
FROM stood before
JOIN stood now ON now.upload_id = %(upload)s AND now.code = before.code AND now.attributes = before.attributes
    AND now.shape = before.shape AND now.nth = before.nth
WHERE before.upload_id = %(earlier)s AND before.decision = ANY(%(decisions)s)
  AND target.id = now.id AND target.decision = 'pending' AND NOT (target.has_errors AND before.decision = 'accepted')
