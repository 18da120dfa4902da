-- The next number of a kind of paper in a year; the row stays locked until the paper is written, so none is left out.
INSERT INTO permits_numbercounter AS counter (municipality_id, kind, year_be, last_number)
VALUES (%(municipality)s, %(kind)s, %(year_be)s, 1)
ON CONFLICT (municipality_id, kind, year_be) DO UPDATE SET last_number = counter.last_number + 1
RETURNING last_number
