-- Every difference, column by column, between the sealed lines of a roll and the same run today (`again`).
-- Of a supplementary roll only the debtors that it bills are compared.
WITH sealed AS (
    SELECT
        line.number, line.parcel_code, line.house_number, plot.parcel_id, house.building_id, flat.unit_id, line."table",
        to_jsonb(line) - ARRAY['id', 'roll_id', 'bill_id', 'municipality_id', 'number', 'group_number', 'parcel_version_id', 'building_version_id', 'unit_version_id']
            || jsonb_build_object('parties', bill.parties, 'owner_name', bill.owner_name, 'owner_address', bill.owner_address) AS facts
    FROM taxroll_rollline AS line
    JOIN taxroll_bill AS bill ON bill.id = line.bill_id
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
    LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version_id
    LEFT JOIN gis_assets_unitversion AS flat ON flat.id = line.unit_version_id
    WHERE line.roll_id = %(roll)s
),
again AS (
    SELECT
        line.number, line.parcel_code, line.house_number, plot.parcel_id, house.building_id, flat.unit_id, line."table",
        to_jsonb(line) - ARRAY['id', 'roll_id', 'bill_id', 'municipality_id', 'number', 'group_number', 'parcel_version_id', 'building_version_id', 'unit_version_id']
            || jsonb_build_object('parties', bill.parties, 'owner_name', bill.owner_name, 'owner_address', bill.owner_address) AS facts
    FROM taxroll_rollline AS line
    JOIN taxroll_bill AS bill ON bill.id = line.bill_id
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
    LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version_id
    LEFT JOIN gis_assets_unitversion AS flat ON flat.id = line.unit_version_id
    WHERE line.roll_id = %(again)s
        AND (
            NOT %(is_supplementary)s
            OR EXISTS (SELECT FROM taxroll_bill AS billed WHERE billed.roll_id = %(roll)s AND billed.parties = bill.parties)
        )
),
pair AS (
    SELECT
        sealed.number, coalesce(sealed.parcel_code, again.parcel_code) AS parcel_code, coalesce(sealed.house_number, again.house_number) AS house_number,
        coalesce(sealed.parcel_id, again.parcel_id) AS parcel_id, coalesce(sealed.building_id, again.building_id) AS building_id,
        sealed.facts AS sealed, again.facts AS again
    FROM sealed
    FULL JOIN again
        ON coalesce(sealed.building_id, 0) = coalesce(again.building_id, 0)
        AND coalesce(sealed.unit_id, 0) = coalesce(again.unit_id, 0)
        AND (CASE WHEN sealed.building_id IS NULL AND sealed.unit_id IS NULL THEN coalesce(sealed.parcel_id, 0) ELSE 0 END)
            = (CASE WHEN again.building_id IS NULL AND again.unit_id IS NULL THEN coalesce(again.parcel_id, 0) ELSE 0 END)
        AND sealed."table" = again."table"
)
SELECT
    coalesce(pair.number, 0), pair.parcel_code, pair.house_number, coalesce(pair.parcel_id, 0), coalesce(pair.building_id, 0),
    said.name, said.was, said.is
FROM pair
CROSS JOIN LATERAL (
    SELECT 'line' AS name, pair.sealed ->> 'payable_satang' AS was, pair.again ->> 'payable_satang' AS is
    WHERE pair.sealed IS NULL OR pair.again IS NULL
    UNION ALL
    SELECT key, pair.sealed ->> key, pair.again ->> key
    FROM jsonb_object_keys(pair.sealed) AS key
    WHERE pair.sealed IS NOT NULL AND pair.again IS NOT NULL AND pair.sealed -> key IS DISTINCT FROM pair.again -> key
) AS said
ORDER BY pair.number, said.name
