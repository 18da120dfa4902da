-- Gives every accepted row that continues no parcel a new one.
WITH unmatched AS MATERIALIZED (
    SELECT id, gen_random_uuid() AS uid
    FROM landsurvey_stagedfeature
    WHERE upload_id = %(upload)s AND decision = 'accepted' AND parcel_id IS NULL
),
created AS (
    INSERT INTO gis_assets_parcel (municipality_id, uid)
    SELECT %(municipality)s, uid FROM unmatched
    RETURNING id, uid
)
UPDATE landsurvey_stagedfeature f
SET parcel_id = created.id
FROM unmatched JOIN created USING (uid)
WHERE f.id = unmatched.id
