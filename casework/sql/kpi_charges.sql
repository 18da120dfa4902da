-- Who had the cases from a number on, since when.
SELECT case_id, id, (date_part('epoch', at) * 1e6)::int8, coalesce(officer_id, 0)::int8, hashtextextended(team, 0)
FROM casework_charge
WHERE municipality_id = %(municipality)s AND case_id >= %(first)s
