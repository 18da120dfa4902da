-- After a statement changed rows of a table that layers are made of: one row for each municipality concerned. Each
-- transaction has rows of its own, so that no writer waits for another. Argument: the column that names the municipality.
-- Row security lets a bound session write rows of its own municipality alone, hence nothing need be looked through then.
CREATE FUNCTION opendata_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  bound text := coalesce(current_setting('app.municipality', true), '');
  concerned bigint[];
  town bigint;
  anything boolean;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    concerned := ARRAY(SELECT id FROM gis_assets_municipality);
  ELSE
    SELECT EXISTS (SELECT FROM changed) INTO anything;
    IF NOT anything THEN RETURN NULL; END IF;
    IF bound <> '' AND TG_ARGV[0] = 'municipality_id' THEN
      concerned := ARRAY[bound::bigint];
    ELSE
      EXECUTE format('SELECT array_agg(DISTINCT %I) FROM changed', TG_ARGV[0]) INTO concerned;
    END IF;
  END IF;
  FOREACH town IN ARRAY concerned LOOP
    IF town::text <> bound THEN PERFORM set_config('app.municipality', town::text, true); END IF;
    INSERT INTO opendata_change (municipality_id, of_table, transaction, digest, at)
    VALUES (town, TG_TABLE_NAME, pg_current_xact_id()::text::bigint, hashtextextended(gen_random_uuid()::text, 0), now())
    ON CONFLICT (municipality_id, of_table, transaction) DO NOTHING;
  END LOOP;
  IF current_setting('app.municipality', true) <> bound THEN PERFORM set_config('app.municipality', bound, true); END IF;
  RETURN NULL;
END $$
