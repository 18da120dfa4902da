-- Which part of which road lies in a closure that is not over before the day: fractions of the road's length, both the same
-- where a line crosses it. A closure that only touches a junction closes every road that meets there.
CREATE FUNCTION incidents_closed_stretches(of_municipality bigint, on_day date)
RETURNS TABLE (
  closure bigint, since timestamptz, until timestamptz, road bigint,
  from_fraction double precision, to_fraction double precision
)
LANGUAGE sql STABLE AS $$
  SELECT closed.id, closed.since, closed.until, version.id, along.first, along.last
  FROM incidents_closure AS closed
  JOIN gis_assets_roadsegmentversion AS version
    ON version.municipality_id = of_municipality AND version.valid @> on_day AND version.shape_wgs84 && closed.shape
  CROSS JOIN LATERAL (SELECT ST_Transform(closed.shape, ST_SRID(version.shape)) AS shape) AS here
  CROSS JOIN LATERAL ST_Dump(ST_Intersection(version.shape, here.shape)) AS met
  CROSS JOIN LATERAL (
    SELECT round(min(ST_LineLocatePoint(version.shape, point.geom))::numeric, 9)::double precision AS first,
           round(max(ST_LineLocatePoint(version.shape, point.geom))::numeric, 9)::double precision AS last
    FROM ST_DumpPoints(met.geom) AS point
  ) AS along
  WHERE closed.municipality_id = of_municipality
    AND (closed.until IS NULL OR closed.until > on_day - interval '1 day')
    AND ST_Intersects(version.shape, here.shape)
    AND along.first IS NOT NULL
$$
