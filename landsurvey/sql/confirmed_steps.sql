-- The confirmed splits and merges of accepted rows: from which parcel to which, on what evidence.
SELECT p.parent_id, f.parcel_id, p.kind, p.share_of_parent, p.share_of_child, p.evidence::text
FROM landsurvey_lineageproposal p
JOIN landsurvey_stagedfeature f ON f.id = p.feature_id
WHERE p.upload_id = %(upload)s AND p.verdict = 'confirmed' AND f.decision = 'accepted' AND p.parent_id <> f.parcel_id
ORDER BY p.id
