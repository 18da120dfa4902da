-- Has every change of a table noted for the layers made of it: watch_table('incidents_incident').
-- `town` is the column that names the municipality: 'id' in the table of municipalities, whose rows are not deleted.
CREATE FUNCTION watch_table(watched regclass, town text DEFAULT 'municipality_id') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  event text;
BEGIN
  FOREACH event IN ARRAY CASE town WHEN 'id' THEN ARRAY['INSERT', 'UPDATE'] ELSE ARRAY['INSERT', 'UPDATE', 'DELETE'] END LOOP
    EXECUTE format('CREATE TRIGGER layers_know_of_%s AFTER %s ON %s REFERENCING %s TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION opendata_note_change(%L)',
      lower(event), event, watched, CASE event WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END, town);
  END LOOP;
  EXECUTE format('CREATE TRIGGER layers_know_of_truncate AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION opendata_note_change(%L)', watched, town);
END $$
