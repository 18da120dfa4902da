-- The lines of a roll: numbers from the kernel, words copied from the very versions and prices they were computed from.
INSERT INTO taxroll_rollline (
    municipality_id, roll_id, bill_id, number, kind, parcel_version_id, building_version_id, unit_version_id, parcel_code, document_type,
    document_number, house_number, treasury_type, material_class, condominium_name, registration_number, building_name, floor,
    unit_number, price_kind, price_source, area_wah, area_m2, price_satang, front_ppm, rest_percent, gross_satang, age_years,
    depreciation_percent, property_satang, group_number, "table", vacant_years, exempt_kind, reduction_kind, reduction_ppm,
    old_tax_satang, use_part, use_whole, share_part, share_whole,
    value_satang, exemption_satang, net_satang, slice_base_satang, slice_tax_satang, escalation_ppm, escalation_satang,
    tax_satang, relief_satang, phase_in_satang, payable_satang
)
WITH priced AS MATERIALIZED (
    -- Where each price is from, once for all lines that it values.
    SELECT
        used.price_kind, used.price,
        left(CASE used.price_kind
            WHEN 1 THEN approved.document
            WHEN 2 THEN of_parcel.title
            WHEN 3 THEN concat_ws(' · ', nullif(concat_ws(' ', street.code, nullif(street.name, '')), ''), of_street.title)
            WHEN 4 THEN zone.source_text
            WHEN 5 THEN building_price.source_text
            WHEN 6 THEN of_condo.title
        END, 300) AS source
    FROM (SELECT DISTINCT price_kind, price FROM roll_line_stage) AS used
    LEFT JOIN taxroll_approvedprice AS approved ON used.price_kind = 1 AND approved.id = used.price
    LEFT JOIN taxroll_parcelprice AS parcel_price ON used.price_kind = 2 AND parcel_price.id = used.price
    LEFT JOIN taxroll_priceaccount AS of_parcel ON of_parcel.id = parcel_price.account_id
    LEFT JOIN taxroll_streetprice AS street ON used.price_kind = 3 AND street.id = used.price
    LEFT JOIN taxroll_priceaccount AS of_street ON of_street.id = street.account_id
    LEFT JOIN taxroll_landpricezone AS zone ON used.price_kind = 4 AND zone.id = used.price
    LEFT JOIN taxroll_buildingprice AS building_price ON used.price_kind = 5 AND building_price.id = used.price
    LEFT JOIN taxroll_condoprice AS condo_price ON used.price_kind = 6 AND condo_price.id = used.price
    LEFT JOIN taxroll_priceaccount AS of_condo ON of_condo.id = condo_price.account_id
)
SELECT
    %(municipality)s, %(roll)s, debtor.bill_id, line.number, CASE WHEN is_building = 1 THEN 'building' WHEN is_unit = 1 THEN 'unit' ELSE 'land' END,
    plot.id, house.id, flat.id, coalesce(plot.code, ''), coalesce(plot.document_type, ''),
    coalesce(plot.document_number, ''), coalesce(house.house_number, flat.house_number, ''), coalesce(house.treasury_type, ''),
    coalesce(house.material_class, ''), coalesce(flat.condominium_name, ''), coalesce(flat.registration_number, ''),
    coalesce(flat.building_name, ''), coalesce(flat.floor, ''), coalesce(flat.unit_number, ''),
    coalesce((%(price_kinds)s::text[])[line.price_kind], ''),
    priced.source,
    CASE WHEN is_building = 0 AND is_unit = 0 THEN plot.deed_area_wah END, coalesce(house.floor_area_m2, flat.area_m2),
    line.price_satang, line.front_ppm, line.rest_percent, gross_satang,
    CASE is_building WHEN 1 THEN line.age_years END, line.percent_off, property_satang, group_number, line.rate_table, line.vacant_years,
    coalesce((%(exempt_kinds)s::text[])[exempt_kind], ''), coalesce((%(reduction_kinds)s::text[])[reduction_kind], ''),
    line.reduction_ppm, line.old_tax_satang, use_part, use_whole, share_part, share_whole, line.value_satang, line.exemption_satang, net_satang,
    ARRAY[base_1, base_2, base_3, base_4, base_5], ARRAY[tax_1, tax_2, tax_3, tax_4, tax_5], escalation_ppm, escalation_satang,
    line.tax_satang, line.relief_satang, line.phase_in_satang, line.payable_satang
FROM roll_line_stage AS line
JOIN roll_debtor_stage AS debtor ON debtor.staged_number = line.bill_number
JOIN priced ON priced.price_kind = line.price_kind AND priced.price = line.price
LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version
LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version
LEFT JOIN gis_assets_unitversion AS flat ON flat.id = line.unit_version
