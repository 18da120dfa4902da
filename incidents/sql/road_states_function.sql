-- The network with a turn as what is driven, and with memory where a restriction runs over ways between: nodes are states, that
-- is the directed part of a road just driven (an arc: an edge's id doubled, one more against its line) and which restrictions
-- one is in the middle of. An edge turns from one state into the next and costs what driving the next arc costs.
-- Restrictions leave turns out, and one turns back only where nothing else leaves the junction.
-- A state that remembers is numbered its arc plus ten million million times the number of what it remembers;
-- `incidents_arc_of` gives the arc back. Stops: a way leaves stop n from node -1000000000000 + n and reaches it at node
-- -2000000000000 + n (n is negative).
CREATE FUNCTION incidents_road_states(
  of_municipality bigint, on_day date, at_moment timestamptz, vehicle jsonb, box geometry, stops jsonb
)
RETURNS TABLE (id bigint, source bigint, target bigint, cost double precision, reverse_cost double precision)
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE edge AS MATERIALIZED (
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
    SELECT version.id, version.kind, version.roads, version.nodes, cardinality(version.roads) AS length
    FROM gis_assets_turnrestrictionversion AS version
    WHERE version.municipality_id = of_municipality AND version.valid @> on_day
  ),
  -- All turns that the roads allow, with what a restriction may ask about them.
  turn AS MATERIALIZED (
    SELECT here.id AS source, there.id AS target, here.thing AS behind, here.head AS node, there.thing AS ahead, there.cost
    FROM arc AS here
    JOIN arc AS there ON there.tail = here.head AND there.is_open
    JOIN leaving ON leaving.node = here.head
    WHERE here.is_open AND (there.id <> (here.id # 1) OR leaving.ways = 1)
  ),
  -- How far one may be in a restriction over ways between: on its road number `place` (from 2 on, the last left out).
  part AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY restriction.id, place) AS id, restriction.id AS restriction, place,
           restriction.roads[place - 1] AS behind, restriction.nodes[place - 1] AS entered, restriction.roads[place] AS road,
           restriction.nodes[place] AS left_at
    FROM restriction CROSS JOIN LATERAL generate_series(2, restriction.length - 1) AS place
  ),
  -- States that remember: the arc, and the parts of restrictions one is in, in rising order.
  remembering AS (
    SELECT turn.target AS arc, begun.parts
    FROM (SELECT DISTINCT behind, entered, road FROM part WHERE place = 2) AS first
    JOIN turn ON turn.behind = first.behind AND turn.node = first.entered AND turn.ahead = first.road
    CROSS JOIN LATERAL (
      SELECT array_agg(part.id ORDER BY part.id) AS parts FROM part
      WHERE part.place = 2 AND part.behind = turn.behind AND part.entered = turn.node AND part.road = turn.ahead
    ) AS begun
    UNION
    SELECT turn.target, onward.parts
    FROM remembering
    JOIN turn ON turn.source = remembering.arc
    CROSS JOIN LATERAL (
      SELECT array_agg(part.id ORDER BY part.id) AS parts FROM part
      WHERE part.road = turn.ahead AND (
        (part.behind = turn.behind AND part.entered = turn.node
         AND (part.place = 2 OR EXISTS (
           SELECT FROM part AS before WHERE before.id = ANY (remembering.parts)
             AND before.restriction = part.restriction AND before.place = part.place - 1
         )))
        OR (turn.node < 0 AND turn.ahead = turn.behind AND part.id = ANY (remembering.parts))
      )
    ) AS onward
    WHERE onward.parts IS NOT NULL
  ),
  memory AS MATERIALIZED (
    SELECT remembering.arc, remembering.parts,
           remembering.arc + 10000000000000 * dense_rank() OVER (ORDER BY remembering.parts) AS id
    FROM remembering
  ),
  state AS MATERIALIZED (
    SELECT memory.id, memory.arc, memory.parts FROM memory
    UNION ALL
    SELECT arc.id, arc.id, NULL::bigint[] FROM arc WHERE arc.is_open
  ),
  -- What a state is behind of: restrictions whose last road is the next to be driven or not to be driven.
  due AS MATERIALIZED (
    SELECT arc.id AS state, restriction.kind, restriction.roads[1:1] AS roads, restriction.nodes, restriction.roads[2] AS ahead
    FROM restriction JOIN arc ON arc.thing = restriction.roads[1] AND arc.head = restriction.nodes[1]
    WHERE restriction.length = 2
    UNION ALL
    SELECT memory.id, restriction.kind, restriction.roads[1:1], restriction.nodes, restriction.roads[2]
    FROM memory JOIN arc ON arc.id = memory.arc
    JOIN restriction ON arc.thing = restriction.roads[1] AND arc.head = restriction.nodes[1] AND restriction.length = 2
    UNION ALL
    SELECT memory.id, restriction.kind, restriction.roads[1:restriction.length - 1], restriction.nodes,
           restriction.roads[restriction.length]
    FROM memory JOIN arc ON arc.id = memory.arc
    JOIN part ON part.id = ANY (memory.parts) AND part.left_at = arc.head
    JOIN restriction ON restriction.id = part.restriction AND restriction.length = part.place + 1
  ),
  -- After the same roads several prescriptions are alternatives; after different ones all hold.
  bound AS MATERIALIZED (
    SELECT due.state, array_agg(due.ahead) AS allowed FROM due WHERE due.kind = 'only' GROUP BY due.state, due.roads, due.nodes
  ),
  move AS (
    SELECT state.id AS source, coalesce(next.id, turn.target) AS target, turn.cost
    FROM state
    JOIN turn ON turn.source = state.arc
    LEFT JOIN LATERAL (
      SELECT array_agg(part.id ORDER BY part.id) AS parts FROM part
      WHERE part.road = turn.ahead AND (
        (part.behind = turn.behind AND part.entered = turn.node
         AND (part.place = 2 OR EXISTS (
           SELECT FROM part AS before WHERE before.id = ANY (state.parts)
             AND before.restriction = part.restriction AND before.place = part.place - 1
         )))
        OR (turn.node < 0 AND turn.ahead = turn.behind AND part.id = ANY (state.parts))
      )
    ) AS onward ON EXISTS (SELECT FROM part)
    LEFT JOIN memory AS next ON next.arc = turn.target AND next.parts = onward.parts
    WHERE NOT EXISTS (
        SELECT FROM due WHERE due.state = state.id AND due.kind = 'no' AND due.ahead = turn.ahead
      )
      AND NOT EXISTS (SELECT FROM bound WHERE bound.state = state.id AND turn.ahead <> ALL (bound.allowed))
    UNION ALL
    SELECT -1000000000000 + arc.tail, arc.id, arc.cost FROM arc WHERE arc.tail < 0 AND arc.is_open
    UNION ALL
    SELECT state.id, -2000000000000 + arc.head, 0 FROM state JOIN arc ON arc.id = state.arc WHERE arc.head < 0
  )
  SELECT row_number() OVER (ORDER BY move.source, move.target), move.source, move.target, move.cost, -1
  FROM move
$$
