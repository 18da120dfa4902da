-- Changes whenever the row of a roll is written, and every change of a roll writes its row.
SELECT xmin::text || ' ' || ctid::text FROM taxroll_roll WHERE id = %(roll)s
