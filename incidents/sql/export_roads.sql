-- The roads in force on a day, for other routing engines.
SELECT road_id, from_node, to_node, ST_AsBinary(shape_wgs84), is_oneway, speed_kmh, road_class, name_th, name_en,
       max_height_cm, max_width_cm, max_weight_kg
FROM gis_assets_roadsegmentversion
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
ORDER BY id
