-- Lets the application refresh the planner's statistics of a table it filled, which only the table's owner may do itself.
CREATE OR REPLACE FUNCTION refresh_statistics(filled regclass) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('ANALYZE %s', filled);
END $$
