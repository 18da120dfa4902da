-- One feature as its card tells it: its rectangle in degrees, its area in the town's own projection, its columns.
SELECT ST_XMin(feature.geom), ST_YMin(feature.geom), ST_XMax(feature.geom), ST_YMax(feature.geom),
    ST_Area(ST_Transform(feature.geom, %(utm_epsg)s)), {columns}
FROM ({layer}) AS feature
WHERE feature.id = %(wanted)s
LIMIT 1
