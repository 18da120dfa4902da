-- Every line of a roll as whole numbers, in printing order, with the price zone and the zone of the tax map it lies in.
-- 0 stands for none. The zone is the one around a point on the plot's surface, as when the plot was valued.
WITH line AS MATERIALIZED (
    SELECT * FROM taxroll_rollline WHERE roll_id = %(roll)s
),
plot AS MATERIALIZED (
    SELECT id, parcel_id, coalesce(substring(code FROM '^\d\d'), '0')::int AS map_zone, ST_PointOnSurface(shape_wgs84) AS inside
    FROM gis_assets_parcelversion
    WHERE id IN (SELECT parcel_version_id FROM line)
),
placed AS (
    SELECT plot.id, min(zone.id) AS zone
    FROM plot
    JOIN taxroll_landpricezone AS zone
        ON zone.municipality_id = %(municipality)s AND zone.valid @> %(on)s::date AND ST_Intersects(zone.shape_wgs84, plot.inside)
    GROUP BY plot.id
)
SELECT
    bill.id::int8,
    bill.number::int8,
    bill.is_natural::int::int8,
    line.group_number::int8,
    (line.kind = 'land')::int::int8,
    (line.kind = 'unit')::int::int8,
    coalesce(flat.unit_id, 0)::int8,
    dense_rank() OVER (
        ORDER BY line.kind, CASE line.kind WHEN 'land' THEN line.parcel_version_id WHEN 'building' THEN line.building_version_id ELSE line.unit_version_id END
    )::int8,
    coalesce(line.parcel_version_id, 0)::int8,
    coalesce(plot.parcel_id, 0)::int8,
    line."table"::int8,
    line.gross_satang::int8,
    line.depreciation_percent::int8,
    line.property_satang::int8,
    line.use_part::int8,
    line.use_whole::int8,
    line.vacant_years::int8,
    line.reduction_ppm::int8,
    line.old_tax_satang::int8,
    line.value_satang::int8,
    line.payable_satang::int8,
    bill.payable_satang::int8,
    (coalesce(line.area_wah, 0) * 100)::int8,
    coalesce(placed.zone, 0)::int8,
    coalesce(plot.map_zone, 0)::int8,
    dense_rank() OVER (ORDER BY line.treasury_type)::int8 - 1
FROM line
JOIN taxroll_bill AS bill ON bill.id = line.bill_id
LEFT JOIN plot ON plot.id = line.parcel_version_id
LEFT JOIN gis_assets_unitversion AS flat ON flat.id = line.unit_version_id
LEFT JOIN placed ON placed.id = line.parcel_version_id
ORDER BY line.number
