-- A thing and the days of a period as a box: its number across, its first and its last day upwards. Two boxes meet when
-- they are of one thing and share a day, which a GiST index keeps at half the cost of number and period as two columns.
-- Numbers stay exact up to 2 to the power of 53; an empty period holds no day and has no box.
CREATE OR REPLACE FUNCTION days_held(thing bigint, period daterange) RETURNS box
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN NOT isempty(period) THEN box(
        point(thing, CASE WHEN isfinite(lower(period)) THEN lower(period) - date '2000-01-01' ELSE -1e10::float8 END),
        point(thing, CASE WHEN isfinite(upper(period)) THEN upper(period) - date '2000-01-02' ELSE 1e10::float8 END)
    ) END
$$
