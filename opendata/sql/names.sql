-- Names that hold all that was typed, the best first: exactly so, so from the beginning, with the same numbers, short ones.
-- Each with its rectangle and one of the features that bear it.
SELECT layer, id, name_th, name_en, ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
FROM (
    SELECT layer, name_th, name_en, min(id) AS id, ST_Extent(geom) AS box,
        lower(replace(name_th, ' ', '')) AS thai, lower(replace(name_en, ' ', '')) AS english
    FROM ({layers}) AS feature
    WHERE lower(replace(name_th, ' ', '')) LIKE ALL (%(holds)s::text[]) AND name_th ~ ALL (%(numbers)s::text[])
        OR lower(name_en) LIKE ALL (%(holds)s::text[]) AND name_en ~ ALL (%(numbers)s::text[])
    GROUP BY layer, name_th, name_en
) AS named
ORDER BY
    (thai = ANY (%(names)s::text[]) OR english = ANY (%(names)s::text[])) DESC,
    (thai LIKE ANY (%(starts)s::text[]) OR english LIKE ANY (%(starts)s::text[])) DESC,
    (name_th ~ ALL (%(exactly)s::text[]) OR name_en ~ ALL (%(exactly)s::text[])) DESC,
    (thai LIKE %(kind)s OR english LIKE %(kind)s) DESC,
    length(name_th), name_th, name_en, layer
LIMIT %(most)s
