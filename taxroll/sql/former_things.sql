-- What stands in a roll for some parties (kind 0 plot, 1 building, 2 unit), and who holds it by the register now (party 0
-- where nobody does).
WITH bill AS MATERIALIZED (
    SELECT id FROM taxroll_bill WHERE roll_id = %(roll)s AND parties && %(parties)s::int8[]
),
thing AS (
    SELECT DISTINCT
        CASE line.kind WHEN 'land' THEN 0 WHEN 'building' THEN 1 ELSE 2 END AS kind,
        CASE line.kind WHEN 'land' THEN plot.parcel_id WHEN 'building' THEN house.building_id ELSE flat.unit_id END AS thing
    FROM bill
    JOIN taxroll_rollline AS line ON line.bill_id = bill.id
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
    LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version_id
    LEFT JOIN gis_assets_unitversion AS flat ON flat.id = line.unit_version_id
)
SELECT thing.kind::int8, thing.thing::int8, coalesce(held.party_id, 0)::int8
FROM thing
LEFT JOIN gis_assets_right AS held
    ON held.valid @> %(on)s::date
    AND (
        (thing.kind = 0 AND held.parcel_id = thing.thing AND held.kind <> 'building_owner')
        OR (thing.kind = 1 AND held.building_id = thing.thing)
        OR (thing.kind = 2 AND held.unit_id = thing.thing)
    )
