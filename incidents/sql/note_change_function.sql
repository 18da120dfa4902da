-- After a row changed: one live event with the numbers of incident and crew, and word to all processes at the commit.
-- Arguments: kind, column of the incident ('id', 'incident_id', 'case_id' or ''), column of the crew ('id', 'responder_id' or ''),
-- and the beginning of the columns whose change alone is but a movement ('' when there are none).
-- A row of a case that is no incident's is nobody's news here. One statement's change of many rows is many events.
CREATE FUNCTION incidents_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told text := TG_ARGV[0];
  town bigint;
  incident bigint;
  unit bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN
    EXECUTE format('SELECT ($1).municipality_id, %s, %s', incidents_number_in(TG_ARGV[1]), incidents_number_in(TG_ARGV[2]))
      INTO town, incident, unit USING OLD;
  ELSE
    EXECUTE format('SELECT ($1).municipality_id, %s, %s', incidents_number_in(TG_ARGV[1]), incidents_number_in(TG_ARGV[2]))
      INTO town, incident, unit USING NEW;
  END IF;
  IF TG_ARGV[1] = 'case_id' THEN
    SELECT i.id INTO incident FROM incidents_incident AS i WHERE i.case_id = incident;
    IF incident IS NULL THEN RETURN NULL; END IF;
  END IF;
  IF TG_OP = 'UPDATE' AND TG_ARGV[3] <> '' AND incidents_resting(to_jsonb(OLD), TG_ARGV[3]) = incidents_resting(to_jsonb(NEW), TG_ARGV[3]) THEN
    told := TG_ARGV[3];
  END IF;
  INSERT INTO incidents_liveevent (municipality_id, kind, incident_id, unit_id, at, transaction)
  VALUES (town, told, incident, unit, clock_timestamp(), pg_current_xact_id()::text::bigint);
  PERFORM pg_notify('town_events', town || ' ' || told);
  RETURN NULL;
END $$
