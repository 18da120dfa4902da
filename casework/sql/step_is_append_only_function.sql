CREATE FUNCTION casework_step_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'casework_step is append-only: steps are never changed or deleted' USING ERRCODE = 'restrict_violation';
END
$$
