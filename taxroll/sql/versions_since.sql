-- What the register was told after an instant about some parcels and buildings, and about the parties who hold them.
WITH told AS (
    SELECT 'parcel' AS kind, version.parcel_id, NULL::bigint AS building_id, version.recorded_at, version.source_id, version.valid
    FROM gis_assets_parcelversion AS version
    WHERE version.parcel_id = ANY(%(parcels)s::int8[])
    UNION ALL
    SELECT 'building', version.on_parcel_id, version.building_id, version.recorded_at, version.source_id, version.valid
    FROM gis_assets_buildingversion AS version
    WHERE version.building_id = ANY(%(buildings)s::int8[]) OR version.on_parcel_id = ANY(%(parcels)s::int8[])
    UNION ALL
    SELECT 'right', held.parcel_id, held.building_id, held.recorded_at, held.source_id, held.valid
    FROM gis_assets_right AS held
    WHERE held.parcel_id = ANY(%(parcels)s::int8[]) OR held.building_id = ANY(%(buildings)s::int8[])
    UNION ALL
    SELECT 'party', held.parcel_id, held.building_id, party.recorded_at, party.source_id, party.valid
    FROM gis_assets_right AS held
    JOIN gis_assets_partyversion AS party ON party.party_id = held.party_id
    WHERE held.parcel_id = ANY(%(parcels)s::int8[]) OR held.building_id = ANY(%(buildings)s::int8[])
)
SELECT told.kind, coalesce(told.parcel_id, 0), coalesce(told.building_id, 0), told.recorded_at, source.reference
FROM told
JOIN gis_assets_source AS source ON source.id = told.source_id
WHERE told.recorded_at > %(since)s AND NOT isempty(told.valid) AND lower(told.valid) <= %(on)s::date
ORDER BY told.recorded_at
