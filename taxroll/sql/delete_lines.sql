-- Takes the lines off some bills.
DELETE FROM taxroll_rollline WHERE roll_id = %(roll)s AND bill_id = ANY(%(bills)s::int8[])
