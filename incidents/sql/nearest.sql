-- Travel from every crew to the incident in one search: it starts at the incident and runs the roads backwards
-- (source and target change places), which costs a half to a third of searching from every crew.
-- A crew without a way inside the box has no row. (percent signs are doubled for the driver)
WITH path AS (
  SELECT found.end_vid, found.edge, found.cost
  FROM pgr_dijkstra(
    format(
      'SELECT id, target AS source, source AS target, cost, reverse_cost FROM incidents_road_edges(%%L, %%L, %%L, %%L, %%L, %%L) WHERE is_open',
      %(municipality)s::bigint, %(on)s::date, %(at)s::timestamptz, %(vehicle)s::jsonb,
      ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), %(stops)s::jsonb
    ),
    %(incident)s::bigint, %(crews)s::bigint[], directed => true
  ) AS found
)
SELECT path.end_vid, sum(path.cost) AS seconds, sum(edge.length_m) AS metres
FROM path
JOIN incidents_road_edges(
  %(municipality)s::bigint, %(on)s::date, %(at)s::timestamptz, %(vehicle)s::jsonb,
  ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), %(stops)s::jsonb
) AS edge ON edge.id = path.edge
GROUP BY path.end_vid
