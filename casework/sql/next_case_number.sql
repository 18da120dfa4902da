-- The next number of the year; the row lock makes concurrent openings wait for one another.
INSERT INTO casework_casecounter AS counter (municipality_id, year_be, last_number)
VALUES (%(municipality)s, %(year_be)s, 1)
ON CONFLICT ON CONSTRAINT case_counter_is_one_per_year
DO UPDATE SET last_number = counter.last_number + 1
RETURNING last_number
