-- The appraised prices that a roll used, each once: of plots in order of their codes, then of building types, then of units.
SELECT kind, code, document_type, document_number, land_number, name, price_satang, price_source
FROM (
    SELECT DISTINCT
        1 AS place, 'land' AS kind, line.parcel_code AS code, line.document_type, line.document_number, coalesce(plot.land_number, '') AS land_number,
        '' AS name, line.price_satang, line.price_source
    FROM taxroll_rollline AS line
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
    WHERE line.roll_id = %(roll)s AND line.kind = 'land'
    UNION ALL
    SELECT DISTINCT 2, 'building', line.treasury_type, '', '', '', '', line.price_satang, line.price_source
    FROM taxroll_rollline AS line
    WHERE line.roll_id = %(roll)s AND line.kind = 'building'
    UNION ALL
    SELECT DISTINCT
        3, 'unit', line.registration_number, '', '', '',
        concat_ws(' ', line.condominium_name, nullif(line.building_name, ''), nullif('ชั้น ' || line.floor, 'ชั้น ')), line.price_satang, line.price_source
    FROM taxroll_rollline AS line
    WHERE line.roll_id = %(roll)s AND line.kind = 'unit'
) AS listed
ORDER BY place, code, document_number, name, price_satang
LIMIT %(limit)s OFFSET %(offset)s
