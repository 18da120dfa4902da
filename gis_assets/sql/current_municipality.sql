-- The municipality this session is bound to, or null.
CREATE OR REPLACE FUNCTION current_municipality() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('app.municipality', true), '')::bigint
$$
