-- One bill for each debtor of a roll: his lines summed, his name and address as known on the day of the roll.
-- The reference is made as in taxroll/references.py. A bill of a draft that is assessed again keeps its row.
WITH summed AS (
    SELECT
        bill_number AS staged_number,
        min(lead_party) AS party_id,
        min(owner_count) AS owner_count,
        min(is_natural) AS is_natural,
        count(DISTINCT parcel_version) FILTER (WHERE is_building = 0 AND is_unit = 0) AS plot_count,
        count(DISTINCT building_version) FILTER (WHERE is_building = 1) AS building_count,
        count(DISTINCT unit_version) FILTER (WHERE is_unit = 1) AS unit_count,
        sum(value_satang) AS value_satang,
        sum(exemption_satang) AS exemption_satang,
        sum(tax_satang) AS tax_satang,
        sum(relief_satang) AS relief_satang,
        sum(phase_in_satang) AS phase_in_satang,
        sum(payable_satang) AS payable_satang
    FROM roll_line_stage
    GROUP BY staged_number
),
numbered AS (
    SELECT
        summed.*, debtor.bill_id, debtor.bill_number, debtor.parties,
        town.dla_code || lpad((roll.tax_year_be %% 100)::text, 2, '0') || roll.sequence || lpad(bill_number::text, 6, '0') AS body,
        roll.as_of_date
    FROM summed
    JOIN roll_debtor_stage AS debtor USING (staged_number)
    JOIN taxroll_roll AS roll ON roll.id = %(roll)s
    JOIN gis_assets_municipality AS town ON town.id = roll.municipality_id
)
INSERT INTO taxroll_bill (
    id, municipality_id, roll_id, number, reference, party_id, parties, owner_count, owner_name, owner_address, owner_id_tail, is_natural,
    plot_count, building_count, unit_count, value_satang, exemption_satang, tax_satang, relief_satang, phase_in_satang, payable_satang
)
SELECT
    bill_id, %(municipality)s, %(roll)s, bill_number, body || lpad((98 - mod(body::numeric * 100, 97))::text, 2, '0'),
    numbered.party_id, parties, owner_count, coalesce(party.name, ''), coalesce(party.address, ''), coalesce(party.id_tail, ''), is_natural = 1,
    plot_count, building_count, unit_count, value_satang, exemption_satang, tax_satang, relief_satang, phase_in_satang, payable_satang
FROM numbered
LEFT JOIN gis_assets_partyversion AS party ON party.party_id = numbered.party_id AND party.valid @> numbered.as_of_date
ON CONFLICT (roll_id, number) DO UPDATE SET
    party_id = excluded.party_id, parties = excluded.parties, owner_count = excluded.owner_count, owner_name = excluded.owner_name,
    owner_address = excluded.owner_address, owner_id_tail = excluded.owner_id_tail, is_natural = excluded.is_natural,
    plot_count = excluded.plot_count, building_count = excluded.building_count, unit_count = excluded.unit_count, value_satang = excluded.value_satang,
    exemption_satang = excluded.exemption_satang, tax_satang = excluded.tax_satang, relief_satang = excluded.relief_satang,
    phase_in_satang = excluded.phase_in_satang, payable_satang = excluded.payable_satang
