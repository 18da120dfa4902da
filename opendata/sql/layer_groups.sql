SELECT value, count, amount
FROM (
    SELECT {key}::text AS value, count(*) AS count, {amount} AS amount
    FROM ({layer}) AS feature
    GROUP BY 1
) AS grouped
ORDER BY CASE WHEN {by_value} THEN value END, amount DESC NULLS LAST, value
LIMIT 200
