-- The next numbers of a series, as many as asked for; returns the first. The row stays locked until the transaction
-- ends, so numbers have no holes.
INSERT INTO taxroll_numberseries AS series (municipality_id, kind, year_be, last)
VALUES (%(municipality)s, %(kind)s, %(year_be)s, %(count)s)
ON CONFLICT (municipality_id, kind, year_be) DO UPDATE SET last = series.last + EXCLUDED.last
RETURNING last - %(count)s + 1
