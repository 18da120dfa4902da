-- The road network as pgRouting wants it, with every stop (crew or incident) standing as a node on the road it was snapped to.
-- A road with stops on it is cut into parts from stop to stop, so that a way starting in the middle of a road costs its share only.
-- Whole roads keep their own id, parts get ids from -2 downwards (-1 is pgRouting's mark for the end of a way); both are the same
-- each time the function is asked with the same arguments.
-- Costs are seconds; a one-way road has no reverse. A part without length joins two stops at one place and may be passed both ways.
-- Not open: a road or part that lies in a closure of that moment, and a road too small for the vehicle (NULL: any).
-- stops: [{"node": -1, "road": 12, "fraction": 0.25}, ...] with negative nodes; box (WGS 84) NULL means the whole network.
CREATE FUNCTION incidents_road_edges(
  of_municipality bigint, on_day date, at_moment timestamptz, vehicle jsonb, box geometry, stops jsonb
)
RETURNS TABLE (
  id bigint, source bigint, target bigint, cost double precision, reverse_cost double precision,
  road bigint, thing bigint, from_fraction double precision, to_fraction double precision, length_m double precision,
  is_open boolean
)
LANGUAGE sql STABLE AS $$
  WITH stop AS (
    SELECT node, road, fraction FROM jsonb_to_recordset(stops) AS given(node bigint, road bigint, fraction double precision)
  ),
  closed AS MATERIALIZED (
    SELECT stretch.road, stretch.from_fraction, stretch.to_fraction
    FROM incidents_closed_stretches(of_municipality, on_day) AS stretch
    WHERE stretch.since <= at_moment AND (stretch.until IS NULL OR stretch.until > at_moment)
  ),
  segment AS (
    SELECT version.id, version.road_id, version.from_node, version.to_node, version.is_oneway,
           version.length_m::double precision AS length_m,
           version.length_m * 3.6 / version.speed_kmh AS seconds,
           vehicle IS NULL OR NOT (
             coalesce(version.max_height_cm < (vehicle ->> 'height_cm')::integer, false)
             OR coalesce(version.max_width_cm < (vehicle ->> 'width_cm')::integer, false)
             OR coalesce(version.max_weight_kg < (vehicle ->> 'weight_kg')::integer, false)
             OR vehicle -> 'keeps_off' ? version.road_class
           ) AS is_large_enough
    FROM gis_assets_roadsegmentversion AS version
    WHERE version.municipality_id = of_municipality
      AND version.valid @> on_day
      AND (box IS NULL OR version.shape_wgs84 && box)
  ),
  cut AS (
    SELECT stop.road, stop.fraction, stop.node, 1 AS place FROM stop
    UNION ALL
    SELECT segment.id, 0, segment.from_node, 0 FROM segment WHERE segment.id IN (SELECT stop.road FROM stop)
    UNION ALL
    SELECT segment.id, 1, segment.to_node, 2 FROM segment WHERE segment.id IN (SELECT stop.road FROM stop)
  ),
  part AS (
    SELECT cut.road, cut.node AS source, lead(cut.node) OVER along AS target,
           cut.fraction AS from_fraction, lead(cut.fraction) OVER along AS to_fraction,
           -1 - row_number() OVER (ORDER BY cut.road, cut.fraction, cut.place, cut.node) AS id
    FROM cut
    WINDOW along AS (PARTITION BY cut.road ORDER BY cut.fraction, cut.place, cut.node)
  )
  SELECT part.id, part.source, part.target, segment.seconds * share.part,
         CASE WHEN segment.is_oneway AND share.part > 0 THEN -1 ELSE segment.seconds * share.part END,
         segment.id, segment.road_id, part.from_fraction, part.to_fraction, segment.length_m * share.part,
         segment.is_large_enough AND NOT EXISTS (
           SELECT FROM closed WHERE closed.road = part.road
             AND closed.from_fraction <= part.to_fraction AND closed.to_fraction >= part.from_fraction
         )
  FROM part
  JOIN segment ON segment.id = part.road
  CROSS JOIN LATERAL (SELECT part.to_fraction - part.from_fraction AS part) AS share
  WHERE part.target IS NOT NULL
  UNION ALL
  SELECT segment.id, segment.from_node, segment.to_node, segment.seconds,
         CASE WHEN segment.is_oneway THEN -1 ELSE segment.seconds END,
         segment.id, segment.road_id, 0, 1, segment.length_m,
         segment.is_large_enough AND segment.id NOT IN (SELECT closed.road FROM closed)
  FROM segment
  WHERE segment.id NOT IN (SELECT stop.road FROM stop)
$$
