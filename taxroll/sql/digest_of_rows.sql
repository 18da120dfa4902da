-- SHA-256 of every line of a roll with all its facts and sums: what a sealed roll must still give years later.
SELECT number, sha256(convert_to(to_jsonb(line)::text, 'UTF8'))
FROM (
    SELECT
        line.number, bill.reference, bill.owner_name, bill.owner_address, bill.owner_id_tail, bill.is_natural, kind, parcel_code, document_type,
        document_number, house_number, treasury_type, material_class, condominium_name, registration_number, building_name, floor,
        unit_number, price_kind, price_source, area_wah, area_m2, price_satang, front_ppm, rest_percent, gross_satang,
        age_years, depreciation_percent, property_satang, group_number, "table", vacant_years, exempt_kind, reduction_kind, reduction_ppm,
        old_tax_satang, use_part, use_whole, share_part,
        share_whole, line.value_satang, line.exemption_satang, net_satang, slice_base_satang, slice_tax_satang, escalation_ppm,
        escalation_satang, line.tax_satang, line.relief_satang, line.phase_in_satang, line.payable_satang
    FROM taxroll_rollline AS line
    JOIN taxroll_bill AS bill ON bill.id = line.bill_id
    WHERE line.roll_id = %(roll)s
) AS line
ORDER BY number
