-- Buildings by their house number, each with the road nearest to it; those on a road that was named first.
SELECT building.id::text, building.house_number, ST_XMin(building.geom), ST_YMin(building.geom), ST_XMax(building.geom),
    ST_YMax(building.geom), coalesce(road.name_th, ''), coalesce(road.name_en, ''), coalesce(road.is_named, false)
FROM (
    SELECT feature.id, feature.house_number, feature.geom
    FROM ({buildings}) AS feature
    WHERE feature.house_number = %(number)s OR feature.house_number LIKE %(begins)s
    ORDER BY feature.house_number = %(number)s DESC, length(feature.house_number), feature.house_number
    LIMIT 200
) AS building
LEFT JOIN LATERAL (
    SELECT feature.name_th, feature.name_en,
        lower(replace(feature.name_th, ' ', '')) LIKE ALL (%(holds)s::text[]) AND feature.name_th ~ ALL (%(exactly)s::text[])
        OR lower(feature.name_en) LIKE ALL (%(holds)s::text[]) AND feature.name_en ~ ALL (%(exactly)s::text[]) AS is_named
    FROM ({roads}) AS feature
    WHERE feature.name_th <> '' AND feature.geom && ST_Expand(building.geom, %(reach_deg)s)
    ORDER BY is_named DESC, feature.geom <-> building.geom
    LIMIT 1
) AS road ON true
WHERE NOT %(is_road_said)s OR road.is_named
ORDER BY building.house_number = %(number)s DESC, length(building.house_number), building.house_number, building.id::text
LIMIT %(most)s
