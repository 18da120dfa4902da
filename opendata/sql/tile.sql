-- One vector tile. What lies within the tiles around comes whole, so that a reader may put pieces of one id together.
-- OFFSET 0: every shape would else be cut twice, once to see whether anything is left of it.
SELECT ST_AsMVT(tile, {name}, 4096, 'geom')
FROM (
    SELECT {columns},
        ST_AsMVTGeom(
            ST_Transform(feature.geom, 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64,
            NOT feature.geom @ ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 1), 4326)
        ) AS geom
    FROM ({layer}) AS feature
    WHERE feature.geom && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625), 4326)
    OFFSET 0
) AS tile
WHERE tile.geom IS NOT NULL
