-- The building types of a roll in the order in which `insight_lines` numbers them, the empty one of land included.
SELECT DISTINCT treasury_type FROM taxroll_rollline WHERE roll_id = %(roll)s ORDER BY treasury_type
