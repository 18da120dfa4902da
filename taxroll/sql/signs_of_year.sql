-- Every sign that was shown in a tax year, with the version of its first day in it, its return, and the line in force.
-- A line is in force unless each of its bill's notices was cancelled: then the sign is to be assessed again.
WITH shown AS (
    SELECT DISTINCT ON (version.sign_id) version.*
    FROM gis_assets_signversion AS version
    WHERE version.municipality_id = %(municipality)s
        AND version.valid && daterange(%(first)s::date, %(next)s::date)
        AND version.shown_from < %(next)s::date AND (version.shown_until IS NULL OR version.shown_until > %(first)s::date)
    ORDER BY version.sign_id, lower(version.valid)
)
SELECT shown.id, sign_return.received_on, line.id
FROM shown
LEFT JOIN taxroll_signreturn AS sign_return ON sign_return.sign_id = shown.sign_id AND sign_return.tax_year_be = %(year)s
LEFT JOIN LATERAL (
    SELECT line.id
    FROM taxroll_signline AS line
    JOIN gis_assets_signversion AS assessed ON assessed.id = line.sign_version_id
    JOIN taxroll_roll AS roll ON roll.id = line.roll_id
    WHERE assessed.sign_id = shown.sign_id AND roll.tax_year_be = %(year)s
        AND (
            NOT EXISTS (SELECT FROM taxroll_notice AS notice WHERE notice.bill_id = line.bill_id)
            OR EXISTS (SELECT FROM taxroll_notice AS notice WHERE notice.bill_id = line.bill_id AND notice.cancelled_at IS NULL)
        )
    ORDER BY line.id DESC
    LIMIT 1
) AS line ON true
ORDER BY shown.sign_id
