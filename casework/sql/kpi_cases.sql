-- The cases opened since an instant; words travel as numbers (see kpi_words).
SELECT id, case_type_id, (date_part('epoch', opened_at) * 1e6)::int8, hashtextextended(kind, 0), hashtextextended(place, 0)
FROM casework_case
WHERE municipality_id = %(municipality)s AND opened_at >= %(since)s
