-- After a closure was drawn, ended or changed: a new mark for its municipality, and word to all processes.
CREATE FUNCTION incidents_note_closures_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO incidents_networkstate (municipality_id, roads, closures)
  VALUES (NEW.municipality_id, gen_random_uuid(), gen_random_uuid())
  ON CONFLICT (municipality_id) DO UPDATE SET closures = excluded.closures;
  PERFORM pg_notify('town_roads', NEW.municipality_id::text);
  RETURN NULL;
END $$
