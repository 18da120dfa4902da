-- Into a table of the transaction: how many things of each kind lie in each square of the closest zoom before things are
-- drawn, of which squares there are `cells` around the world. A thing counts where its middle lies; one that is wider
-- than two squares counts in each whose middle it covers. By itself, so that the database may share it out.
CREATE TEMPORARY TABLE opendata_cell ON COMMIT DROP AS
SELECT %(top)s AS z, covered.x, covered.y, thing.kind, count(*) AS things
FROM (
    SELECT {kind} AS kind, feature.geom,
        floor((ST_XMin(feature.geom) + 180) / 360 * %(cells)s)::int AS west,
        floor((ST_XMax(feature.geom) + 180) / 360 * %(cells)s)::int AS east,
        floor((1 - asinh(tand(ST_YMax(feature.geom))) / pi()) / 2 * %(cells)s)::int AS north,
        floor((1 - asinh(tand(ST_YMin(feature.geom))) / pi()) / 2 * %(cells)s)::int AS south
    FROM ({layer}) AS feature
    WHERE feature.geom IS NOT NULL
    OFFSET 0
) AS thing
CROSS JOIN LATERAL (
    SELECT (west + east) / 2 AS x, (north + south) / 2 AS y
    WHERE east - west + south - north < 2
    UNION ALL
    SELECT x, y
    FROM generate_series(west, east) AS x, generate_series(north, south) AS y
    WHERE east - west + south - north >= 2
    AND ST_Intersects(geom, ST_SetSRID(ST_MakePoint(
        (x + 0.5) / %(cells)s * 360 - 180, atand(sinh(pi() * (1 - 2 * (y + 0.5) / %(cells)s)))), 4326))
) AS covered
GROUP BY covered.x, covered.y, thing.kind
