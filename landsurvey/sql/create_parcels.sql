-- Creates the parcels that accepted rows begin, under the numbers that were promised to them.
INSERT INTO gis_assets_parcel (id, municipality_id, uid)
SELECT f.parcel_id, %(municipality)s, gen_random_uuid()
FROM landsurvey_stagedfeature f
WHERE f.upload_id = %(upload)s AND f.decision = 'accepted' AND f.compared_version IS NULL
    AND NOT EXISTS (SELECT FROM gis_assets_parcel known WHERE known.id = f.parcel_id)
