-- Rows whose continuation of a parcel was rejected become new parcels.
UPDATE landsurvey_stagedfeature f
SET parcel_id = NULL, compared_version = NULL, change = 'new'
FROM landsurvey_lineageproposal p
WHERE p.feature_id = f.id AND f.upload_id = %(upload)s AND p.kind = 'continuation' AND p.verdict = 'rejected'
    AND f.decision = 'accepted' AND f.parcel_id = p.parent_id
