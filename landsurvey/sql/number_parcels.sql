-- Gives a number to accepted rows that continue no parcel and were promised none when they were accepted.
UPDATE landsurvey_stagedfeature
SET parcel_id = nextval('gis_assets_parcel_id_seq')
WHERE upload_id = %(upload)s AND decision = 'accepted' AND parcel_id IS NULL
