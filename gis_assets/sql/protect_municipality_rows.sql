-- Puts row-level security on a table: only rows of the bound municipality are seen, and only such rows can be written.
CREATE OR REPLACE FUNCTION protect_municipality_rows(protected regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY rows_of_one_municipality ON %s USING (municipality_id = (SELECT current_municipality()))', protected);
END $$
