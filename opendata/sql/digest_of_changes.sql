-- One number that is another one after every committed change of the tables.
SELECT coalesce(bit_xor(digest), 0)
FROM opendata_change
WHERE municipality_id = %(municipality)s AND of_table = ANY(%(tables)s)
