-- Who stood in the rolls of the year and has no property in this run: a bill without lines that gives back what was charged.
WITH standing AS (
    SELECT bill.*
    FROM bills_standing(%(before)s) AS last
    JOIN taxroll_bill AS bill ON bill.id = last.bill_id
    WHERE bill.plot_count + bill.building_count + bill.unit_count > 0
        AND NOT EXISTS (SELECT FROM taxroll_bill AS now WHERE now.roll_id = %(roll)s AND now.parties = bill.parties)
),
numbered AS (
    SELECT
        standing.*,
        (SELECT coalesce(max(number), 0) FROM taxroll_bill WHERE roll_id = %(roll)s) + row_number() OVER (ORDER BY standing.number) AS new_number
    FROM standing
),
referenced AS (
    SELECT
        numbered.*,
        town.dla_code || lpad((roll.tax_year_be %% 100)::text, 2, '0') || roll.sequence || lpad(new_number::text, 6, '0') AS body
    FROM numbered
    JOIN taxroll_roll AS roll ON roll.id = %(roll)s
    JOIN gis_assets_municipality AS town ON town.id = roll.municipality_id
)
INSERT INTO taxroll_bill (
    municipality_id, roll_id, number, reference, party_id, parties, owner_count, owner_name, owner_address, owner_id_tail, is_natural,
    plot_count, building_count, value_satang, exemption_satang, tax_satang, relief_satang, phase_in_satang, payable_satang
)
SELECT
    municipality_id, %(roll)s, new_number, body || lpad((98 - mod(body::numeric * 100, 97))::text, 2, '0'), party_id, parties,
    owner_count, owner_name, owner_address, owner_id_tail, is_natural, 0, 0, 0, 0, 0, 0, 0, 0
FROM referenced
