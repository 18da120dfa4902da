-- Tiles for the zooms before things are drawn: squares of the kind that most things in them have. In order, so that one
-- that is drawn twice is the same to the byte.
WITH square AS (
    SELECT DISTINCT ON (z, x, y) z, x, y, kind, sum(things) OVER (PARTITION BY z, x, y)::bigint AS things
    FROM {cell} AS cell
    ORDER BY z, x, y, cell.things DESC, kind
), alike AS (
    SELECT *, CASE WHEN %(joined)s THEN x - row_number() OVER (PARTITION BY z, y, x / 64, kind ORDER BY x) ELSE x END AS run
    FROM square
), run AS (
    SELECT z, x / 64 AS tile_x, y / 64 AS tile_y, kind, sum(things)::bigint AS things,
        64 * (min(x) %% 64) AS west, 64 * (max(x) %% 64 + 1) AS east, 64 * (y %% 64) AS north
    FROM alike
    GROUP BY z, x / 64, y, kind, run
), drawn AS (
    SELECT z, tile_x, tile_y, north, west, (
        SELECT shown FROM (SELECT {shown}, things AS features, {shape} AS geom) AS shown
    ) AS shown
    FROM run
)
SELECT z, tile_x, tile_y, ST_AsMVT(shown, {name}, 4096, 'geom' ORDER BY north, west) AS body
FROM drawn
GROUP BY z, tile_x, tile_y
