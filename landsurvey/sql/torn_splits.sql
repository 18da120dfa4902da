-- Accepted parts of a confirmed split whose remaining part is not accepted: how many, one of them, and the other row.
SELECT count(*), min(part.row), min(rest.row)
FROM landsurvey_lineageproposal p
JOIN landsurvey_stagedfeature part ON part.id = p.feature_id
JOIN landsurvey_lineageproposal stays ON stays.upload_id = p.upload_id AND stays.parent_id = p.parent_id AND stays.kind = 'continuation'
JOIN landsurvey_stagedfeature rest ON rest.id = stays.feature_id
WHERE p.upload_id = %(upload)s AND p.kind = 'split' AND p.verdict = 'confirmed'
    AND part.decision = 'accepted' AND (rest.decision <> 'accepted' OR stays.verdict <> 'confirmed')
