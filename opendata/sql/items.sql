-- In each row also what `digest_of_changes` tells, of the same moment as the features; one such row where there are none.
SELECT version.digest, page.id::text, {feature}
FROM (
    SELECT coalesce(bit_xor(digest), 0) AS digest
    FROM opendata_change
    WHERE municipality_id = %(municipality)s AND of_table = ANY(%(tables)s)
) AS version
LEFT JOIN (
    SELECT feature.*
    FROM ({layer}) AS feature
    WHERE {conditions}
    ORDER BY feature.id
    LIMIT %(most)s
) AS page ON true
ORDER BY page.id
