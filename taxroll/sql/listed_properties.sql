-- Every plot, building and condominium unit of a roll (or of some bills) once, with its area of each use in hundredths, as the list of property shows it.
SELECT
    bill.number, bill.owner_name, bill.owner_count, line.kind, line.parcel_code, line.document_type, line.document_number,
    coalesce(plot.land_number, ''), coalesce(plot.survey_page, ''), line.area_wah, line.house_number, line.treasury_type, line.material_class,
    line.area_m2, line.age_years, line.condominium_name, line.registration_number, line.building_name, line.floor, line.unit_number,
    sum(line.use_part) FILTER (WHERE line."table" = 1), sum(line.use_part) FILTER (WHERE line."table" IN (2, 3, 4)),
    sum(line.use_part) FILTER (WHERE line."table" = 5), sum(line.use_part) FILTER (WHERE line."table" = 6)
FROM taxroll_rollline AS line
JOIN taxroll_bill AS bill ON bill.id = line.bill_id
LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
WHERE line.roll_id = %(roll)s AND (%(bills)s::bigint[] IS NULL OR line.bill_id = ANY(%(bills)s::bigint[]))
GROUP BY
    bill.number, bill.owner_name, bill.owner_count, line.kind, line.parcel_version_id, line.building_version_id, line.unit_version_id, line.parcel_code, line.document_type,
    line.document_number, plot.land_number, plot.survey_page, line.area_wah, line.house_number, line.treasury_type, line.material_class,
    line.area_m2, line.age_years, line.condominium_name, line.registration_number, line.building_name, line.floor, line.unit_number
ORDER BY CASE WHEN %(by_parcel)s THEN 0 ELSE bill.number END, line.parcel_code, line.parcel_version_id, line.kind DESC, min(line.number)
LIMIT %(limit)s OFFSET %(offset)s
