-- What the register and the decisions about property were told after an instant: about which thing (`kind` as of a line),
-- when, what, and by which source. Rights and parties are told with what is held.
WITH told AS (
    SELECT version.parcel_id, NULL::bigint AS building_id, NULL::bigint AS unit_id, 'parcel' AS what, version.recorded_at AS at, version.source_id, '' AS evidence, version.valid
    FROM gis_assets_parcelversion AS version
    WHERE version.parcel_id = ANY(%(parcels)s::int8[])
    UNION ALL
    SELECT version.on_parcel_id, version.building_id, NULL, 'building', version.recorded_at, version.source_id, '', version.valid
    FROM gis_assets_buildingversion AS version
    WHERE version.building_id = ANY(%(buildings)s::int8[]) OR version.on_parcel_id = ANY(%(parcels)s::int8[])
    UNION ALL
    SELECT NULL, version.in_building_id, version.unit_id, 'unit', version.recorded_at, version.source_id, '', version.valid
    FROM gis_assets_unitversion AS version
    WHERE version.unit_id = ANY(%(units)s::int8[])
    UNION ALL
    SELECT held.parcel_id, held.building_id, held.unit_id, 'right', held.recorded_at, held.source_id, '', held.valid
    FROM gis_assets_right AS held
    WHERE held.parcel_id = ANY(%(parcels)s::int8[]) OR held.building_id = ANY(%(buildings)s::int8[]) OR held.unit_id = ANY(%(units)s::int8[])
    UNION ALL
    SELECT held.parcel_id, held.building_id, held.unit_id, 'party', party.recorded_at, party.source_id, '', party.valid
    FROM gis_assets_right AS held
    JOIN gis_assets_partyversion AS party ON party.party_id = held.party_id
    WHERE held.parcel_id = ANY(%(parcels)s::int8[]) OR held.building_id = ANY(%(buildings)s::int8[]) OR held.unit_id = ANY(%(units)s::int8[])
    UNION ALL
    SELECT claim.parcel_id, claim.building_id, claim.unit_id, 'claim', deed.at, NULL, claim.evidence, claim.valid
    FROM (
        SELECT parcel_id, building_id, unit_id, decided_at, withdrawn_at, evidence, valid FROM taxroll_exemptuse
        UNION ALL
        SELECT parcel_id, building_id, unit_id, decided_at, withdrawn_at, evidence, valid FROM taxroll_reduction
        UNION ALL
        SELECT parcel_id, building_id, unit_id, decided_at, withdrawn_at, evidence, valid FROM taxroll_oldtax
    ) AS claim
    CROSS JOIN LATERAL (VALUES (claim.decided_at), (claim.withdrawn_at)) AS deed (at)
    WHERE claim.parcel_id = ANY(%(parcels)s::int8[]) OR claim.building_id = ANY(%(buildings)s::int8[]) OR claim.unit_id = ANY(%(units)s::int8[])
)
SELECT told.what, coalesce(told.parcel_id, 0), coalesce(told.building_id, 0), coalesce(told.unit_id, 0), told.at, coalesce(source.reference, told.evidence)
FROM told
LEFT JOIN gis_assets_source AS source ON source.id = told.source_id
WHERE told.at > %(since)s AND NOT isempty(told.valid) AND lower(told.valid) <= %(on)s::date
ORDER BY told.at
