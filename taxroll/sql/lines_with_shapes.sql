-- Every line of a roll with all its columns and the shape of its building or plot (WKB, EPSG:4326).
SELECT
    line.number, bill.reference, bill.owner_name, bill.owner_address, bill.owner_count, bill.is_natural, line.kind, line.parcel_code,
    line.document_type, line.document_number, line.house_number, line.treasury_type, line.material_class, line.price_source,
    line.area_wah::float8, line.area_m2::float8, line.price_satang, line.gross_satang, line.age_years, line.depreciation_percent, line.property_satang,
    line.group_number, line."table", line.vacant_years, line.use_part, line.use_whole, line.share_part, line.share_whole, line.value_satang,
    line.exemption_satang, line.net_satang, line.slice_base_satang, line.slice_tax_satang, line.escalation_ppm, line.escalation_satang,
    line.tax_satang, line.relief_satang, line.phase_in_satang, line.payable_satang,
    ST_AsBinary(coalesce(house.shape_wgs84, plot.shape_wgs84)) AS geometry
FROM taxroll_rollline AS line
JOIN taxroll_bill AS bill ON bill.id = line.bill_id
LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version_id
WHERE line.roll_id = %(roll)s
ORDER BY line.number
