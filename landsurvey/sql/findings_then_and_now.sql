-- By rule: findings that are gone, that are still there, that are new, between a file and its correction.
-- A finding is known again by the parcel's code, or by the row where there is no code.
WITH found AS (
    SELECT f.upload_id = %(upload)s AS is_now, f.rule,
           coalesce(nullif(s.code, ''), 'row ' || f.row, 'file') AS thing, count(*) AS times
    FROM landsurvey_finding f
    LEFT JOIN landsurvey_stagedfeature s ON s.upload_id = f.upload_id AND s.row = f.row
    WHERE f.upload_id IN (%(upload)s, %(earlier)s)
    GROUP BY 1, 2, 3
), beside AS (
    SELECT rule, thing, coalesce(max(times) FILTER (WHERE NOT is_now), 0) AS times_then,
           coalesce(max(times) FILTER (WHERE is_now), 0) AS times_now
    FROM found GROUP BY rule, thing
)
SELECT rule, sum(greatest(times_then - times_now, 0))::int, sum(least(times_then, times_now))::int,
       sum(greatest(times_now - times_then, 0))::int
FROM beside GROUP BY rule
