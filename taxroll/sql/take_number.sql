-- The next number of a series; the row stays locked until the transaction ends, so numbers have no holes.
INSERT INTO taxroll_numberseries (municipality_id, kind, year_be, last)
VALUES (%(municipality)s, %(kind)s, %(year_be)s, 1)
ON CONFLICT (municipality_id, kind, year_be) DO UPDATE SET last = taxroll_numberseries.last + 1
RETURNING last
