-- The accepted rows as they go into the register on the day, all by one look at them: how many; how many change nothing; how
-- many continue no parcel and were promised none; of how many the parcel has another version in force than the one they were
-- compared with, and the first of these.
SELECT
    count(*),
    count(*) FILTER (WHERE f.change = 'unchanged'),
    count(*) FILTER (WHERE f.parcel_id IS NULL),
    count(*) FILTER (WHERE f.compared_version IS NOT NULL AND v.id IS NULL),
    min(f.row) FILTER (WHERE f.compared_version IS NOT NULL AND v.id IS NULL)
FROM landsurvey_stagedfeature f
LEFT JOIN gis_assets_parcelversion v ON v.id = f.compared_version AND v.valid @> %(on)s::date
WHERE f.upload_id = %(upload)s AND f.decision = 'accepted'
