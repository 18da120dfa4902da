-- Ends the rights of one source on the day and copies those that ended when it began, in the parcels it touched.
WITH taken AS (
    UPDATE gis_assets_right
    SET valid = daterange(lower(valid), %(on)s::date)
    WHERE source_id = %(taken_back)s AND valid @> %(on)s::date
    RETURNING parcel_id
)
INSERT INTO gis_assets_right (
    municipality_id, parcel_id, building_id, party_id, kind, share_numerator, share_denominator, is_registered_home,
    awaits_confirmation, valid, source_id, recorded_at
)
SELECT municipality_id, parcel_id, building_id, party_id, kind, share_numerator, share_denominator, is_registered_home,
    awaits_confirmation, daterange(%(on)s::date, NULL), %(source)s, %(at)s
FROM gis_assets_right
WHERE upper(valid) = %(since)s::date
    AND (
        parcel_id = ANY(%(ended)s::bigint[]) OR parcel_id IN (SELECT parcel_id FROM taken)
        OR building_id = ANY(%(ended_buildings)s::bigint[])
    )
