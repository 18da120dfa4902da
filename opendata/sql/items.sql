SELECT page.id::text, {geometry}, (SELECT row_to_json(public) FROM (SELECT {columns}) AS public)::text
FROM (
    SELECT feature.*
    FROM ({layer}) AS feature
    WHERE {conditions}
    ORDER BY feature.id
    LIMIT %(most)s
) AS page
ORDER BY page.id
