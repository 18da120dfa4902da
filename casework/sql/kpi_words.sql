-- The words behind the numbers of kinds, places and teams.
SELECT DISTINCT hashtextextended(word, 0), word
FROM (
    SELECT kind FROM casework_case WHERE municipality_id = %(municipality)s GROUP BY kind
    UNION ALL SELECT place FROM casework_case WHERE municipality_id = %(municipality)s GROUP BY place
    UNION ALL SELECT team FROM casework_charge WHERE municipality_id = %(municipality)s GROUP BY team
) AS words (word)
