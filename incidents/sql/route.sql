-- The quickest way from one stop to another, road part by road part in the order of travel, each drawn in the direction of travel,
-- in the metres of the municipality. (percent signs are doubled for the driver)
WITH path AS (
  SELECT found.path_seq, found.node, found.edge, found.cost
  FROM pgr_dijkstra(
    format(
      'SELECT id, source, target, cost, reverse_cost FROM incidents_road_edges(%%L, %%L, %%L, %%L, %%L, %%L) WHERE is_open',
      %(municipality)s::bigint, %(on)s::date, %(at)s::timestamptz, %(vehicle)s::jsonb,
      ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), %(stops)s::jsonb
    ),
    %(start)s::bigint, %(goal)s::bigint, directed => true
  ) AS found
)
SELECT path.cost AS seconds, edge.length_m, road.name_th, road.name_en, road.road_class,
       ST_AsBinary(CASE WHEN path.node = edge.source THEN part.shape ELSE ST_Reverse(part.shape) END) AS line
FROM path
JOIN incidents_road_edges(
  %(municipality)s::bigint, %(on)s::date, %(at)s::timestamptz, %(vehicle)s::jsonb,
  ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), %(stops)s::jsonb
) AS edge ON edge.id = path.edge
JOIN gis_assets_roadsegmentversion AS road ON road.id = edge.road
CROSS JOIN LATERAL (SELECT ST_LineSubstring(road.shape, edge.from_fraction, edge.to_fraction) AS shape) AS part
ORDER BY path.path_seq
