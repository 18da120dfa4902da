-- Accepted rows whose lineage nobody has decided on: how many proposals, and the first row.
SELECT count(*), min(f.row)
FROM landsurvey_lineageproposal p
JOIN landsurvey_stagedfeature f ON f.id = p.feature_id
WHERE p.upload_id = %(upload)s AND p.verdict = 'open' AND f.decision = 'accepted'
