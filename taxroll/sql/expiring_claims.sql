-- Things (0 land, 1 building, 2 unit, and its version of the day) whose exemption or reduction holds on a day and ends
-- before the next assessment day.
WITH claim AS (
    SELECT parcel_id, building_id, unit_id FROM taxroll_exemptuse
    WHERE municipality_id = %(municipality)s AND withdrawn_at IS NULL AND valid @> %(on)s::date AND upper(valid) <= %(next)s::date
    UNION
    SELECT parcel_id, building_id, unit_id FROM taxroll_reduction
    WHERE municipality_id = %(municipality)s AND withdrawn_at IS NULL AND valid @> %(on)s::date AND upper(valid) <= %(next)s::date
)
SELECT
    CASE WHEN claim.parcel_id IS NOT NULL THEN 0 WHEN claim.building_id IS NOT NULL THEN 1 ELSE 2 END::int8,
    coalesce(plot.id, house.id, flat.id, 0)::int8
FROM claim
LEFT JOIN gis_assets_parcelversion AS plot ON plot.parcel_id = claim.parcel_id AND plot.valid @> %(on)s::date
LEFT JOIN gis_assets_buildingversion AS house ON house.building_id = claim.building_id AND house.valid @> %(on)s::date
LEFT JOIN gis_assets_unitversion AS flat ON flat.unit_id = claim.unit_id AND flat.valid @> %(on)s::date
