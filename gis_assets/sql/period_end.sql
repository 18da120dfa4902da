-- The day on which a period is over, infinity where it stays open; nothing for a period without a day.
CREATE OR REPLACE FUNCTION period_end(period daterange) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN NOT isempty(period) THEN coalesce(upper(period), 'infinity') END
$$
