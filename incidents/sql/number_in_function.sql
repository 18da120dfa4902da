-- The expression that reads a column of the row in hand; a table without such a column has no number there.
CREATE FUNCTION incidents_number_in(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN name = '' THEN 'NULL::bigint' ELSE format('($1).%I::bigint', name) END
$$
