SELECT t.uid AS id, v.shape_wgs84 AS geom, v.road_class, v.name_th, v.name_en, v.is_oneway, v.speed_kmh, v.length_m, v.valid
FROM gis_assets_roadsegmentversion v
JOIN gis_assets_roadsegment t ON t.id = v.road_id
WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date
