-- Value and tax of the roll in force, summed by zone of the tax map and by cell of 500 m. Zones and cells overlap, so
-- leaving out small ones is not enough: one could be had from others by subtraction. Therefore everything is summed from
-- pieces (what one zone has in one cell), and a piece that is no statistic by itself is left out of every sum: fewer than
-- ten owners, or one with more than half of it. Whatever is added and subtracted, no less than such a piece comes out.
-- Value and tax are judged apart, since few owners pay. Sums are rounded, so that two rolls do not tell of one change.
WITH sealed AS (
    SELECT id, tax_year_be, daterange(day, lead(day) OVER (ORDER BY day, id)) AS valid
    FROM (
        SELECT id, tax_year_be, (sealed_at AT TIME ZONE 'Asia/Bangkok')::date AS day
        FROM taxroll_roll
        WHERE municipality_id = %(municipality)s AND tax = 'land' AND sequence = 1 AND status = 'sealed'
    ) AS dated
),
line AS MATERIALIZED (
    SELECT roll.id AS roll, roll.tax_year_be, bill.party_id AS owner, line.parcel_version_id AS plot,
        line.value_satang AS value, line.payable_satang AS tax
    FROM sealed AS roll
    JOIN taxroll_rollline AS line ON line.roll_id = roll.id AND line.municipality_id = %(municipality)s
    JOIN taxroll_bill AS bill ON bill.id = line.bill_id
    WHERE roll.valid @> %(on)s::date
),
plot AS MATERIALIZED (
    SELECT id, ST_SRID(shape) AS srid, coalesce(substring(code FROM '^\d\d'), '') AS zone, inside,
        floor(ST_X(inside) / 500)::int AS x, floor(ST_Y(inside) / 500)::int AS y
    FROM (
        SELECT id, code, shape, ST_PointOnSurface(shape) AS inside
        FROM gis_assets_parcelversion
        WHERE id IN (SELECT plot FROM line)
    ) AS placed
),
part AS MATERIALIZED (
    SELECT line.roll, line.tax_year_be, plot.srid, plot.zone, plot.x, plot.y, line.owner, sum(line.value) AS value,
        sum(line.tax) AS tax
    FROM line
    JOIN plot ON plot.id = line.plot
    GROUP BY line.roll, line.tax_year_be, plot.srid, plot.zone, plot.x, plot.y, line.owner
),
piece AS MATERIALIZED (
    SELECT roll, zone, x, y,
        count(*) FILTER (WHERE value > 0) >= 10 AND max(value) * 2 <= sum(value) AS is_value_safe,
        count(*) FILTER (WHERE tax > 0) >= 10 AND max(tax) * 2 <= sum(tax) AS is_tax_safe
    FROM part
    GROUP BY roll, zone, x, y
),
safe AS MATERIALIZED (
    SELECT part.*, piece.is_tax_safe
    FROM part
    JOIN piece USING (roll, zone, x, y)
    WHERE piece.is_value_safe
),
summed AS (
    SELECT roll, tax_year_be, srid, zone, x, y, count(DISTINCT owner) AS owners, sum(value) AS value,
        sum(tax) FILTER (WHERE is_tax_safe) AS tax
    FROM safe
    GROUP BY GROUPING SETS ((roll, tax_year_be, srid, zone), (roll, tax_year_be, srid, x, y))
),
outline AS (
    SELECT plot.zone, ST_Buffer(ST_ConvexHull(ST_Collect(plot.inside)), 10) AS shape
    FROM plot
    JOIN (SELECT DISTINCT zone, x, y FROM safe) AS kept USING (zone, x, y)
    GROUP BY plot.zone
)
SELECT
    CASE WHEN summed.x IS NULL THEN 'zone-' || summed.zone ELSE 'cell-' || summed.x * 500 || '-' || summed.y * 500 END AS id,
    ST_Transform(
        CASE WHEN summed.x IS NULL THEN outline.shape
            ELSE ST_MakeEnvelope(summed.x * 500, summed.y * 500, summed.x * 500 + 500, summed.y * 500 + 500, summed.srid) END,
        4326
    ) AS geom,
    CASE WHEN summed.x IS NULL THEN 'zone' ELSE 'cell' END AS level,
    summed.zone,
    summed.tax_year_be,
    summed.owners,
    round(summed.value / 100, -3)::bigint AS value_baht,
    round(summed.tax / 100, -2)::bigint AS tax_baht
FROM summed
LEFT JOIN outline ON summed.x IS NULL AND outline.zone = summed.zone
WHERE summed.x IS NOT NULL OR summed.zone <> ''
