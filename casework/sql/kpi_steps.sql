-- Every step taken by the cases from a number on, in no order; its code travels as a number. Which of these cases are
-- meant is sorted out by the reader: a join would read them one by one. date_part gives the seconds as a float, which
-- is exact to the microsecond for some centuries.
SELECT id, case_id, hashtextextended(code, 0), (date_part('epoch', entered_at) * 1e6)::int8, coalesce(by_id, 0)::int8
FROM casework_step
WHERE municipality_id = %(municipality)s AND case_id >= %(first)s
