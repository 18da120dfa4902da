-- The arc of a state of `incidents_road_states`.
CREATE FUNCTION incidents_arc_of(state bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN state > 5000000000000 THEN state - 10000000000000 * round(state / 10000000000000.0)::bigint ELSE state END
$$
