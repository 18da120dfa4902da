-- Every difference, column by column, between the sealed lines of a roll and the same run today (`again`).
-- Of a supplementary roll only the debtors that it bills are compared. Each row names the thing and its debtors on both sides.
WITH line AS MATERIALIZED (
    SELECT
        line.roll_id = %(roll)s AS is_sealed, line.number, line.parcel_code, line.house_number, plot.parcel_id, house.building_id, flat.unit_id,
        CASE WHEN house.id IS NULL AND flat.id IS NULL THEN plot.parcel_id END AS land, line."table",
        to_jsonb(line) - ARRAY['id', 'roll_id', 'bill_id', 'municipality_id', 'number', 'group_number', 'parcel_version_id', 'building_version_id', 'unit_version_id']
            || jsonb_build_object('parties', bill.parties, 'owner_name', bill.owner_name, 'owner_address', bill.owner_address) AS facts
    FROM taxroll_rollline AS line
    JOIN taxroll_bill AS bill ON bill.id = line.bill_id
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
    LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version_id
    LEFT JOIN gis_assets_unitversion AS flat ON flat.id = line.unit_version_id
    WHERE line.roll_id = %(roll)s
        OR (
            line.roll_id = %(again)s
            AND (
                NOT %(is_supplementary)s
                OR EXISTS (SELECT FROM taxroll_bill AS billed WHERE billed.roll_id = %(roll)s AND billed.parties = bill.parties)
            )
        )
),
differing AS (
    SELECT
        sealed.number, coalesce(sealed.parcel_code, again.parcel_code) AS parcel_code, coalesce(sealed.house_number, again.house_number) AS house_number,
        coalesce(sealed.parcel_id, again.parcel_id) AS parcel_id, coalesce(sealed.building_id, again.building_id) AS building_id,
        coalesce(sealed.unit_id, again.unit_id) AS unit_id, sealed.facts AS sealed, again.facts AS again
    FROM (SELECT * FROM line WHERE is_sealed) AS sealed
    FULL JOIN (SELECT * FROM line WHERE NOT is_sealed) AS again
        ON coalesce(sealed.building_id, 0) = coalesce(again.building_id, 0)
        AND coalesce(sealed.unit_id, 0) = coalesce(again.unit_id, 0)
        AND coalesce(sealed.land, 0) = coalesce(again.land, 0)
        AND sealed."table" = again."table"
    WHERE sealed.facts IS DISTINCT FROM again.facts
)
SELECT
    coalesce(differing.number, 0), parcel_code, house_number, coalesce(parcel_id, 0), coalesce(building_id, 0), coalesce(unit_id, 0),
    coalesce(sealed ->> 'parties', ''), coalesce(again ->> 'parties', ''), said.name, said.was, said.is
FROM differing
CROSS JOIN LATERAL (
    SELECT 'line' AS name, sealed ->> 'payable_satang' AS was, again ->> 'payable_satang' AS is
    WHERE sealed IS NULL OR again IS NULL
    UNION ALL
    SELECT key, sealed ->> key, again ->> key
    FROM jsonb_object_keys(sealed) AS key
    WHERE sealed IS NOT NULL AND again IS NOT NULL AND sealed -> key IS DISTINCT FROM again -> key
) AS said
ORDER BY differing.number, said.name
