-- A row without the columns that begin so: what is left when only a movement changed it.
CREATE FUNCTION incidents_resting(facts jsonb, moving text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_object_agg(key, value) FROM jsonb_each(facts) WHERE NOT starts_with(key, moving)
$$
