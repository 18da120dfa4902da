-- The highest number of a line of a roll, 0 where there is none.
SELECT coalesce(max(number), 0) FROM taxroll_rollline WHERE roll_id = %(roll)s
