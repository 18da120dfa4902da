-- Parcels that accepted rows continue and that have a version from the day or later: how many, and one of their codes.
SELECT count(*), min(v.code)
FROM landsurvey_stagedfeature f
JOIN gis_assets_parcelversion v ON v.parcel_id = f.parcel_id AND lower(v.valid) >= %(on)s::date
WHERE f.upload_id = %(upload)s AND f.decision = 'accepted' AND f.change <> 'unchanged'
