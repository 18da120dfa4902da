-- The steps of every case type, their codes as numbers.
SELECT id, case_type_id, hashtextextended(code, 0) FROM casework_stepkind WHERE municipality_id = %(municipality)s
