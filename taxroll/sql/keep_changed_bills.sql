-- Takes out of a supplementary draft every bill that says what already stands; gives the numbers of what was taken out.
WITH standing AS MATERIALIZED (
    SELECT bill.id, bill.parties
    FROM bills_standing(%(before)s) AS last
    JOIN taxroll_bill AS bill ON bill.id = last.bill_id
),
fingerprint AS MATERIALIZED (
    SELECT line.bill_id, md5(string_agg(said.fact, '|' ORDER BY said.fact)) AS facts
    FROM (SELECT id FROM standing UNION ALL SELECT id FROM taxroll_bill WHERE roll_id = %(roll)s) AS bill
    JOIN taxroll_rollline AS line ON line.bill_id = bill.id
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
    LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version_id
    LEFT JOIN gis_assets_unitversion AS flat ON flat.id = line.unit_version_id
    CROSS JOIN LATERAL (
        SELECT concat_ws(
            ' ', line.kind, plot.parcel_id, house.building_id, flat.unit_id, line.area_wah, line.area_m2, price_satang, property_satang, "table", line.vacant_years,
            use_part, use_whole, value_satang, exemption_satang, tax_satang, relief_satang, phase_in_satang, payable_satang
        ) AS fact
    ) AS said
    GROUP BY line.bill_id
),
same AS MATERIALIZED (
    SELECT bill.id
    FROM taxroll_bill AS bill
    JOIN standing ON standing.parties = bill.parties
    JOIN fingerprint AS now ON now.bill_id = bill.id
    JOIN fingerprint AS former ON former.bill_id = standing.id AND former.facts = now.facts
    WHERE bill.roll_id = %(roll)s
),
lines AS (
    DELETE FROM taxroll_rollline AS line USING same WHERE line.bill_id = same.id RETURNING line.id
)
SELECT array_agg(id) FROM same WHERE (SELECT count(*) FROM lines) >= 0
