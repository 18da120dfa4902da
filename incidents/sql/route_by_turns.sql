-- As `route`, where turn restrictions stand: nodes of the way are states (see `road_states_function.sql`).
-- (percent signs are doubled for the driver)
WITH path AS (
  SELECT found.path_seq, lead(found.node) OVER (ORDER BY found.path_seq) AS arc, found.cost
  FROM pgr_dijkstra(
    format(
      'SELECT id, source, target, cost, reverse_cost FROM incidents_road_states(%%L, %%L, %%L, %%L, %%L, %%L)',
      %(municipality)s::bigint, %(on)s::date, %(at)s::timestamptz, %(vehicle)s::jsonb,
      ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), %(stops)s::jsonb
    ),
    -1000000000000 + %(start)s::bigint, -2000000000000 + %(goal)s::bigint, directed => true
  ) AS found
)
SELECT path.cost AS seconds, edge.length_m, road.name_th, road.name_en, road.road_class,
       ST_AsBinary(CASE WHEN incidents_arc_of(path.arc) %% 2 = 0 THEN part.shape ELSE ST_Reverse(part.shape) END) AS line
FROM path
JOIN incidents_road_edges(
  %(municipality)s::bigint, %(on)s::date, %(at)s::timestamptz, %(vehicle)s::jsonb,
  ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), %(stops)s::jsonb
) AS edge ON edge.id = incidents_arc_of(path.arc) >> 1
JOIN gis_assets_roadsegmentversion AS road ON road.id = edge.road
CROSS JOIN LATERAL (SELECT ST_LineSubstring(road.shape, edge.from_fraction, edge.to_fraction) AS shape) AS part
WHERE path.arc > -1000000000000
ORDER BY path.path_seq
