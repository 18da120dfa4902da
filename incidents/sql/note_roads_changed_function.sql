-- After a statement changed roads or turn restrictions: a new mark for every municipality concerned, and word to all processes.
CREATE FUNCTION incidents_note_roads_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO incidents_networkstate (municipality_id, roads, closures)
  SELECT concerned.municipality_id, gen_random_uuid(), gen_random_uuid()
  FROM (SELECT DISTINCT municipality_id FROM changed ORDER BY municipality_id) AS concerned
  ON CONFLICT (municipality_id) DO UPDATE SET roads = excluded.roads, closures = excluded.closures;
  PERFORM pg_notify('town_roads', concerned.municipality_id::text)
  FROM (SELECT DISTINCT municipality_id FROM changed) AS concerned;
  RETURN NULL;
END $$
