SELECT feature.id::text AS id, {columns},
    round(ST_X(ST_PointOnSurface(feature.geom))::numeric, 7)::float8 AS longitude,
    round(ST_Y(ST_PointOnSurface(feature.geom))::numeric, 7)::float8 AS latitude
FROM ({layer}) AS feature
ORDER BY feature.id::text
