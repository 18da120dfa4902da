-- The cases that do not rest: those whose last step is somebody's work.
SELECT c.id
FROM casework_case c
CROSS JOIN LATERAL (
    SELECT s.code FROM casework_step s WHERE s.case_id = c.id ORDER BY s.entered_at DESC, s.id DESC LIMIT 1
) AS last
JOIN casework_stepkind k ON k.case_type_id = c.case_type_id AND k.code = last.code
WHERE c.municipality_id = %(municipality)s AND NOT k.is_final
ORDER BY c.id
