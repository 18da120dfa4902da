-- Parcels that a source touched and that anything else changed since: a version, a right or a building from that day on.
-- A parcel may be missing where a building stands on none; it counts all the same.
WITH touched AS MATERIALIZED (
    SELECT parcel_id FROM gis_assets_parcelversion WHERE source_id = %(taken_back)s
    UNION
    SELECT unnest(%(ended)s::bigint[])
),
changed AS (
    SELECT v.parcel_id
    FROM gis_assets_parcelversion v JOIN touched USING (parcel_id)
    WHERE v.source_id <> %(taken_back)s AND lower(v.valid) >= %(since)s::date
        OR v.source_id = %(taken_back)s AND NOT (upper_inf(v.valid) AND v.valid @> %(on)s::date)
    UNION
    SELECT r.parcel_id
    FROM gis_assets_right r JOIN touched USING (parcel_id)
    WHERE EXISTS (SELECT FROM gis_assets_right own WHERE own.parcel_id = r.parcel_id AND own.source_id = %(taken_back)s)
        AND (r.source_id <> %(taken_back)s AND lower(r.valid) >= %(since)s::date OR r.source_id = %(taken_back)s AND NOT upper_inf(r.valid))
    UNION
    SELECT b.on_parcel_id
    FROM gis_assets_buildingversion b
    JOIN gis_assets_buildingversion moved ON moved.building_id = b.building_id AND moved.source_id = %(taken_back)s
    WHERE b.source_id <> %(taken_back)s AND lower(b.valid) >= %(since)s::date
    UNION
    SELECT own.on_parcel_id
    FROM gis_assets_buildingversion own
    WHERE own.source_id = %(taken_back)s AND NOT (upper_inf(own.valid) AND own.valid @> %(on)s::date)
    UNION
    SELECT again.on_parcel_id
    FROM gis_assets_buildingversion again
    WHERE again.building_id = ANY(%(ended_buildings)s::bigint[]) AND lower(again.valid) >= %(since)s::date
)
SELECT count(*), (SELECT min(v.code) FROM gis_assets_parcelversion v WHERE v.parcel_id = (SELECT min(parcel_id) FROM changed))
FROM changed
