-- The lines of a roll: numbers from the kernel, words copied from the very versions they were computed from.
INSERT INTO taxroll_rollline (
    municipality_id, roll_id, bill_id, number, kind, parcel_version_id, building_version_id, parcel_code, document_type, document_number,
    house_number, treasury_type, material_class, price_source, area_wah, area_m2, price_satang, gross_satang, age_years,
    depreciation_percent, property_satang, group_number, "table", vacant_years, use_part, use_whole, share_part, share_whole,
    value_satang, exemption_satang, net_satang, slice_base_satang, slice_tax_satang, escalation_ppm, escalation_satang,
    tax_satang, relief_satang, phase_in_satang, payable_satang
)
SELECT
    %(municipality)s, %(roll)s, bill.id, line.number, CASE is_building WHEN 1 THEN 'building' ELSE 'land' END,
    plot.id, house.id, coalesce(plot.code, ''), coalesce(plot.document_type, ''), coalesce(plot.document_number, ''),
    coalesce(house.house_number, ''), coalesce(house.treasury_type, ''), coalesce(house.material_class, ''),
    coalesce(zone.source_text, building_price.source_text),
    CASE is_building WHEN 0 THEN plot.deed_area_wah END, house.floor_area_m2, line.price_satang, gross_satang,
    CASE is_building WHEN 1 THEN line.age_years END, line.percent_off, property_satang, group_number, line.rate_table, line.vacant_years,
    use_part, use_whole, share_part, share_whole, line.value_satang, line.exemption_satang, net_satang,
    ARRAY[base_1, base_2, base_3, base_4, base_5], ARRAY[tax_1, tax_2, tax_3, tax_4, tax_5], escalation_ppm, escalation_satang,
    line.tax_satang, line.relief_satang, line.phase_in_satang, line.payable_satang
FROM roll_line_stage AS line
JOIN taxroll_bill AS bill ON bill.roll_id = %(roll)s AND bill.number = line.bill_number
LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version
LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version
LEFT JOIN taxroll_landpricezone AS zone ON is_building = 0 AND zone.id = line.price
LEFT JOIN taxroll_buildingprice AS building_price ON is_building = 1 AND building_price.id = line.price
ORDER BY line.number
