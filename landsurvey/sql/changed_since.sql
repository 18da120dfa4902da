-- Accepted rows whose parcel has another version in force on the day than the one they were compared with.
SELECT count(*), min(f.row)
FROM landsurvey_stagedfeature f
LEFT JOIN gis_assets_parcelversion v ON v.id = f.compared_version AND v.valid @> %(on)s::date
WHERE f.upload_id = %(upload)s AND f.decision = 'accepted' AND f.compared_version IS NOT NULL AND v.id IS NULL
