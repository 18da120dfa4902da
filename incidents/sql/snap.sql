-- The nearest road of each point: which one, how far along it (0 to 1), and how many metres away.
-- The share is rounded, so that a point at a junction stands on the junction and not a hair's breadth inside a one-way road.
-- Roads that lie on one another (within a millimetre) are equally near; of equals the first by id is taken.
-- Degrees are not the same length both ways, so the index proposes sixteen roads and metres decide among them.
SELECT point.number, near.road, near.fraction, near.offset_m, ST_X(near.on_road), ST_Y(near.on_road),
       (SELECT max(version.speed_kmh)::double precision / 3.6 FROM gis_assets_roadsegmentversion AS version
        WHERE version.municipality_id = %(municipality)s AND version.valid @> %(on)s::date) AS fastest_m_per_s
FROM unnest(%(lons)s::double precision[], %(lats)s::double precision[]) WITH ORDINALITY AS point (lon, lat, number)
JOIN LATERAL (
  SELECT measured.* FROM (
    SELECT proposed.id AS road,
           round(ST_LineLocatePoint(proposed.shape, here.shape)::numeric, 9)::double precision AS fraction,
           ST_Distance(proposed.shape, here.shape) AS offset_m,
           min(ST_Distance(proposed.shape, here.shape)) OVER () AS least_m,
           ST_Transform(ST_ClosestPoint(proposed.shape, here.shape), 4326) AS on_road
    FROM (
      SELECT version.id, version.shape
      FROM gis_assets_roadsegmentversion AS version
      WHERE version.municipality_id = %(municipality)s AND version.valid @> %(on)s::date
      ORDER BY version.shape_wgs84 <-> ST_SetSRID(ST_MakePoint(point.lon, point.lat), 4326)
      LIMIT 16
    ) AS proposed
    CROSS JOIN LATERAL (
      SELECT ST_Transform(ST_SetSRID(ST_MakePoint(point.lon, point.lat), 4326), ST_SRID(proposed.shape)) AS shape
    ) AS here
  ) AS measured
  WHERE measured.offset_m <= measured.least_m + 0.001
  ORDER BY measured.road
  LIMIT 1
) AS near ON true
ORDER BY point.number
