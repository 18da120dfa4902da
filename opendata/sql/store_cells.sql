-- The tiles of a layer for the zooms before its things are drawn: squares of the kind that most things in them have.
-- A thing counts where its middle lies; one that is wider than two squares counts in each whose middle it covers.
-- Squares are counted once at the closest zoom, of which there are `cells` around the world, and added up for the others.
WITH thing AS (
    SELECT {kind} AS kind, feature.geom,
        floor((ST_XMin(feature.geom) + 180) / 360 * %(cells)s)::int AS west,
        floor((ST_XMax(feature.geom) + 180) / 360 * %(cells)s)::int AS east,
        floor((1 - asinh(tand(ST_YMax(feature.geom))) / pi()) / 2 * %(cells)s)::int AS north,
        floor((1 - asinh(tand(ST_YMin(feature.geom))) / pi()) / 2 * %(cells)s)::int AS south
    FROM ({layer}) AS feature
    WHERE feature.geom IS NOT NULL
), covered AS (
    SELECT kind, (west + east) / 2 AS x, (north + south) / 2 AS y
    FROM thing
    WHERE east - west + south - north < 2
    UNION ALL
    SELECT kind, x, y
    FROM thing, generate_series(west, east) AS x, generate_series(north, south) AS y
    WHERE east - west + south - north >= 2
    AND ST_Intersects(geom, ST_SetSRID(ST_MakePoint(
        (x + 0.5) / %(cells)s * 360 - 180, atand(sinh(pi() * (1 - 2 * (y + 0.5) / %(cells)s)))), 4326))
), counted AS (
    SELECT x, y, kind, count(*) AS things FROM covered GROUP BY x, y, kind
), added AS (
    SELECT z, x >> (%(top)s - z) AS x, y >> (%(top)s - z) AS y, kind, sum(things)::bigint AS things
    FROM counted, generate_series(%(least)s, %(top)s) AS z
    GROUP BY 1, 2, 3, 4
), square AS (
    SELECT DISTINCT ON (z, x, y) z, x, y, kind, sum(things) OVER (PARTITION BY z, x, y)::bigint AS things
    FROM added
    ORDER BY z, x, y, added.things DESC, kind
), alike AS (
    SELECT *, CASE WHEN %(joined)s THEN x - row_number() OVER (PARTITION BY z, y, x / 64, kind ORDER BY x) ELSE x END AS run
    FROM square
), run AS (
    SELECT z, x / 64 AS tile_x, y / 64 AS tile_y, kind, sum(things)::bigint AS things,
        64 * (min(x) %% 64) AS west, 64 * (max(x) %% 64 + 1) AS east, 64 * (y %% 64) AS north
    FROM alike
    GROUP BY z, x / 64, y, kind, run
), drawn AS (
    SELECT z, tile_x, tile_y, (
        SELECT shown FROM (SELECT {shown}, things AS features, {shape} AS geom) AS shown
    ) AS shown
    FROM run
)
INSERT INTO opendata_storedtile (municipality_id, build_id, z, x, y, body)
SELECT %(municipality)s, %(build)s, z, tile_x, tile_y, ST_AsMVT(shown, {name}, 4096, 'geom')
FROM drawn
GROUP BY z, tile_x, tile_y
