-- Every stay of a case in a step: from entering it to the next step, or to nothing while the case still stands there.
-- Steps after the end of the period are not known yet, so that a period can be computed again later with the same figures.
SELECT t.code AS case_type,
       s.code AS step,
       s.case_id,
       s.entered_at,
       lead(s.entered_at) OVER one_case AS left_at
FROM casework_step s
JOIN casework_case c ON c.id = s.case_id
JOIN casework_casetype t ON t.id = c.case_type_id
WHERE s.municipality_id = %(municipality)s
  AND c.opened_at >= %(since)s
  AND c.opened_at < %(until)s
  AND s.entered_at < %(until)s
WINDOW one_case AS (PARTITION BY s.case_id ORDER BY s.entered_at, s.id)
ORDER BY t.code, s.case_id, s.entered_at, s.id
