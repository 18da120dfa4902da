-- Findings of an upload in the order of the rules given, with the code of their row: row, code, rule, figures, place.
SELECT f.row, coalesce(s.code, ''), f.rule, f.args, ST_X(f.place), ST_Y(f.place)
FROM landsurvey_finding f
LEFT JOIN landsurvey_stagedfeature s ON s.upload_id = f.upload_id AND s.row = f.row
WHERE f.upload_id = %(upload)s AND f.rule = ANY(%(order)s::text[])
ORDER BY array_position(%(order)s::text[], f.rule::text), f.row, f.id
