-- Makes every change of a table a live event of that kind: announce_changes('incidents_closure', 'closure').
-- The incident is found in `incident_id` or by `case_id`, the crew in `responder_id`; the two tables themselves name `id`.
-- Where only columns that begin with `moving` change ('position'), the event is of that kind, and is told at leisure.
CREATE FUNCTION announce_changes(announced regclass, kind text, moving text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  incident text := coalesce(
    (SELECT 'id' WHERE announced = to_regclass('incidents_incident')),
    (SELECT attname FROM pg_attribute
     WHERE attrelid = announced AND attname IN ('incident_id', 'case_id') AND NOT attisdropped ORDER BY attname = 'case_id' LIMIT 1), '');
  unit text := coalesce(
    (SELECT 'id' WHERE announced = to_regclass('incidents_responder')),
    (SELECT attname FROM pg_attribute WHERE attrelid = announced AND attname = 'responder_id' AND NOT attisdropped), '');
BEGIN
  EXECUTE format('CREATE TRIGGER change_is_told AFTER INSERT OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION incidents_note_change(%L, %L, %L, %L)',
    announced, kind, incident, unit, moving);
  EXECUTE format('CREATE TRIGGER real_change_is_told AFTER UPDATE ON %s FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION incidents_note_change(%L, %L, %L, %L)',
    announced, kind, incident, unit, moving);
END $$
