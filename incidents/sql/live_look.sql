-- A look at the database: binds the connection to the municipality, and says which transactions are visible now.
SELECT set_config('app.municipality', %(municipality)s::text, false), pg_current_snapshot()::text
