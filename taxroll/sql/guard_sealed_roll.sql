-- Puts the triggers on a table whose rows belong to a roll (column roll_id); one look-up a statement, not a row.
CREATE OR REPLACE FUNCTION guard_sealed_roll(guarded regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    event text;
BEGIN
    FOREACH event IN ARRAY ARRAY['INSERT/NEW', 'UPDATE/OLD', 'UPDATE/NEW', 'DELETE/OLD'] LOOP
        EXECUTE format(
            'CREATE TRIGGER %I AFTER %s ON %s REFERENCING %s TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_sealed_roll()',
            'sealed_roll_refuses_' || lower(replace(event, '/', '_')), split_part(event, '/', 1), guarded, split_part(event, '/', 2)
        );
    END LOOP;
END $$
