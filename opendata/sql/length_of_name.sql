-- How long all lines are that bear a name, in metres of the town's own projection, and how many they are.
SELECT count(*), coalesce(sum(ST_Length(ST_Transform(feature.geom, %(utm_epsg)s))), 0)
FROM ({layer}) AS feature
WHERE feature.name_th = %(name)s
