-- How many things of each kind lie in each square of the closest zoom before things are drawn, of which squares there are
-- `cells` around the world. A thing counts where its middle lies; one that is wider than two squares counts in each whose
-- middle it covers.
SELECT %(top)s AS z, covered.x, covered.y, thing.kind, count(*) AS things
FROM (
    SELECT {kind} AS kind, feature.geom,
        (ST_XMin(feature.geom) + 180) / 360 * %(cells)s AS west,
        (ST_XMax(feature.geom) + 180) / 360 * %(cells)s AS east,
        (1 - asinh(tand(ST_YMax(feature.geom))) / pi()) / 2 * %(cells)s AS north,
        (1 - asinh(tand(ST_YMin(feature.geom))) / pi()) / 2 * %(cells)s AS south
    FROM ({layer}) AS feature
    WHERE {within}
    OFFSET 0
) AS thing
CROSS JOIN LATERAL (
    SELECT (floor(west)::int + floor(east)::int) / 2 AS x, (floor(north)::int + floor(south)::int) / 2 AS y
    WHERE floor(east) - floor(west) + floor(south) - floor(north) < 2
    UNION ALL
    SELECT x, y
    FROM generate_series(ceil(west - 0.5)::int, floor(east - 0.5)::int) AS x,
        generate_series(ceil(north - 0.5)::int, floor(south - 0.5)::int) AS y
    WHERE floor(east) - floor(west) + floor(south) - floor(north) >= 2
    AND ST_Intersects(geom, ST_SetSRID(ST_MakePoint(
        (x + 0.5::float8) / %(cells)s * 360 - 180,
        atand(sinh(pi() * (1 - 2 * (y + 0.5::float8) / %(cells)s)))), 4326))
) AS covered
GROUP BY covered.x, covered.y, thing.kind
