-- Of each table that ever changed the number that is another one after every committed change of it.
SELECT of_table, bit_xor(digest) FROM opendata_change WHERE municipality_id = %(municipality)s GROUP BY of_table
