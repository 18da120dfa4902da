-- Writes down a new comparison where it differs from the one before, and takes back the decisions on those rows. A row
-- that was compared with no version has no parcel yet, only a number that was promised to it.
UPDATE landsurvey_stagedfeature f
SET change = c.change, evidence = c.evidence, suggested_code = c.suggested_code, parcel_id = c.parcel_id,
    compared_version = c.compared_version, decision = 'pending', decided_by_id = NULL, decided_at = NULL
FROM (
    SELECT row, change, evidence::jsonb AS evidence, suggested_code, parcel_id, compared_version
    FROM unnest(%(row)s::int[], %(change)s::text[], %(evidence)s::text[], %(suggested_code)s::text[],
        %(parcel_id)s::bigint[], %(compared_version)s::bigint[])
        AS c (row, change, evidence, suggested_code, parcel_id, compared_version)
) c
WHERE f.upload_id = %(upload)s AND f.row = c.row
    AND (f.change, CASE WHEN f.compared_version IS NOT NULL THEN f.parcel_id END, f.compared_version, f.suggested_code, f.evidence)
        IS DISTINCT FROM (c.change, c.parcel_id, c.compared_version, c.suggested_code, c.evidence)
