-- The same network with a turn as what is driven: nodes are the directed parts of roads (arcs), an edge turns from one arc into
-- the next and costs what driving the next costs. Restrictions at a junction leave turns out, and one turns back only where
-- nothing else leaves the junction. Restrictions over a way between two roads are not known here.
-- Stops: a way leaves stop n from node -1000000000000 + n and reaches it at node -2000000000000 + n (n is negative).
CREATE FUNCTION incidents_road_turns(
  of_municipality bigint, on_day date, at_moment timestamptz, vehicle jsonb, box geometry, stops jsonb
)
RETURNS TABLE (id bigint, source bigint, target bigint, cost double precision, reverse_cost double precision)
LANGUAGE sql STABLE AS $$
  WITH edge AS MATERIALIZED (
    SELECT * FROM incidents_road_edges(of_municipality, on_day, at_moment, vehicle, box, stops)
  ),
  arc AS MATERIALIZED (
    SELECT edge.id * 2 AS id, edge.source AS tail, edge.target AS head, edge.thing, edge.cost, edge.is_open
    FROM edge WHERE edge.cost >= 0
    UNION ALL
    SELECT edge.id * 2 + 1, edge.target, edge.source, edge.thing, edge.reverse_cost, edge.is_open
    FROM edge WHERE edge.reverse_cost >= 0
  ),
  leaving AS MATERIALIZED (SELECT arc.tail AS node, count(*) AS ways FROM arc GROUP BY arc.tail),
  restriction AS MATERIALIZED (
    SELECT version.kind, version.roads[1] AS behind, version.roads[2] AS ahead, version.nodes[1] AS node
    FROM gis_assets_turnrestrictionversion AS version
    WHERE version.municipality_id = of_municipality AND version.valid @> on_day AND cardinality(version.roads) = 2
  ),
  turn AS (
    SELECT here.id AS source, there.id AS target, there.cost
    FROM arc AS here
    JOIN arc AS there ON there.tail = here.head AND there.is_open
    JOIN leaving ON leaving.node = here.head
    WHERE here.is_open
      AND (there.id <> (here.id # 1) OR leaving.ways = 1)
      AND NOT EXISTS (
        SELECT FROM restriction
        WHERE restriction.kind = 'no' AND restriction.behind = here.thing AND restriction.node = here.head
          AND restriction.ahead = there.thing
      )
      AND (
        NOT EXISTS (
          SELECT FROM restriction
          WHERE restriction.kind = 'only' AND restriction.behind = here.thing AND restriction.node = here.head
        )
        OR EXISTS (
          SELECT FROM restriction
          WHERE restriction.kind = 'only' AND restriction.behind = here.thing AND restriction.node = here.head
            AND restriction.ahead = there.thing
        )
      )
    UNION ALL
    SELECT -1000000000000 + arc.tail, arc.id, arc.cost FROM arc WHERE arc.tail < 0 AND arc.is_open
    UNION ALL
    SELECT arc.id, -2000000000000 + arc.head, 0 FROM arc WHERE arc.head < 0 AND arc.is_open
  )
  SELECT row_number() OVER (ORDER BY turn.source, turn.target), turn.source, turn.target, turn.cost, -1
  FROM turn
$$
