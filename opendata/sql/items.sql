SELECT page.id::text, {feature}
FROM (
    SELECT feature.*
    FROM ({layer}) AS feature
    WHERE {conditions}
    ORDER BY feature.id
    LIMIT %(most)s
) AS page
ORDER BY page.id
