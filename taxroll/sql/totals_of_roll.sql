-- What a roll holds, for its own row.
SELECT
    (SELECT count(*) FROM taxroll_rollline WHERE roll_id = %(roll)s),
    (SELECT count(*) FROM taxroll_bill WHERE roll_id = %(roll)s),
    (SELECT count(*) FROM taxroll_rollgap WHERE roll_id = %(roll)s),
    (SELECT coalesce(sum(payable_satang), 0) FROM taxroll_bill WHERE roll_id = %(roll)s)
