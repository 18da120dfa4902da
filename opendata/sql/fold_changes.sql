-- Fold old rows into one a table, whose digest is theirs together: what is read of all rows stays the same.
WITH old AS (
    DELETE FROM opendata_change
    WHERE municipality_id = %(municipality)s AND at < %(before)s
    RETURNING of_table, digest, at
)
INSERT INTO opendata_change (municipality_id, of_table, transaction, digest, at)
SELECT %(municipality)s, of_table, pg_current_xact_id()::text::bigint, bit_xor(digest), max(at)
FROM old
GROUP BY of_table
ON CONFLICT (municipality_id, of_table, transaction)
DO UPDATE SET digest = opendata_change.digest # excluded.digest
