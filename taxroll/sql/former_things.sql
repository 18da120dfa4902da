-- What stands in a roll for some parties, and who holds it by the register now (party 0 where nobody does).
WITH bill AS MATERIALIZED (
    SELECT id FROM taxroll_bill WHERE roll_id = %(roll)s AND parties && %(parties)s::int8[]
),
thing AS (
    SELECT DISTINCT 0 AS is_building, plot.parcel_id AS thing
    FROM bill
    JOIN taxroll_rollline AS line ON line.bill_id = bill.id
    JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
    WHERE line.kind = 'land'
    UNION ALL
    SELECT DISTINCT 1, house.building_id
    FROM bill
    JOIN taxroll_rollline AS line ON line.bill_id = bill.id
    JOIN gis_assets_buildingversion AS house ON house.id = line.building_version_id
)
SELECT thing.is_building::int8, thing.thing::int8, coalesce(held.party_id, 0)::int8
FROM thing
LEFT JOIN gis_assets_right AS held
    ON held.valid @> %(on)s::date
    AND (
        (thing.is_building = 0 AND held.parcel_id = thing.thing AND held.kind <> 'building_owner')
        OR (thing.is_building = 1 AND held.building_id = thing.thing)
    )
