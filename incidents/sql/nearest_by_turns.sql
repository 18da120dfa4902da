-- As `nearest`, where turn restrictions stand: nodes of the way are states (see `road_states_function.sql`).
-- (percent signs are doubled for the driver)
WITH path AS (
  SELECT found.end_vid, found.node AS arc, found.cost
  FROM pgr_dijkstra(
    format(
      'SELECT id, target AS source, source AS target, cost, reverse_cost FROM incidents_road_states(%%L, %%L, %%L, %%L, %%L, %%L)',
      %(municipality)s::bigint, %(on)s::date, %(at)s::timestamptz, %(vehicle)s::jsonb,
      ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), %(stops)s::jsonb
    ),
    -2000000000000 + %(incident)s::bigint,
    (SELECT array_agg(-1000000000000 + crew) FROM unnest(%(crews)s::bigint[]) AS crew), directed => true
  ) AS found
)
SELECT path.end_vid + 1000000000000, sum(path.cost) AS seconds, sum(edge.length_m) AS metres
FROM path
LEFT JOIN incidents_road_edges(
  %(municipality)s::bigint, %(on)s::date, %(at)s::timestamptz, %(vehicle)s::jsonb,
  ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), %(stops)s::jsonb
) AS edge ON edge.id = incidents_arc_of(path.arc) >> 1 AND path.arc > -1000000000000
GROUP BY path.end_vid
