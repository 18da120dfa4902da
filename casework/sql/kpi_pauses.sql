-- The pauses of the cases from a number on; one that is not over ends at the largest number.
SELECT begun.case_id,
       (date_part('epoch', begun.at) * 1e6)::int8,
       coalesce((date_part('epoch', ended.at) * 1e6)::int8, 9223372036854775807)
FROM casework_pausemark begun
LEFT JOIN casework_pausemark ended ON ended.ends_id = begun.id
WHERE begun.municipality_id = %(municipality)s AND begun.ends_id IS NULL AND begun.case_id >= %(first)s
