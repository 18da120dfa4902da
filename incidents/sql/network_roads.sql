-- All roads of a day, each column as one string of eight-byte numbers in network order, which NumPy takes as it is.
-- They stand in the order of their places (PostGIS sorts shapes along a Hilbert curve): what is near on the ground is then near
-- in memory. Names come as numbers of `names`; shapes as WKB after one another.
WITH version AS (
  SELECT id, road_id, from_node, to_node, is_oneway, length_m, speed_kmh, road_class, name_th, name_en,
         max_height_cm, max_width_cm, max_weight_kg, shape, row_number() OVER (ORDER BY shape_wgs84, id) AS place
  FROM gis_assets_roadsegmentversion
  WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
),
name AS (
  SELECT road_class, name_th, name_en, row_number() OVER (ORDER BY road_class, name_th, name_en) - 1 AS number
  FROM version GROUP BY road_class, name_th, name_en
)
SELECT string_agg(int8send(version.id), ''::bytea ORDER BY version.place),
       string_agg(int8send(version.road_id), ''::bytea ORDER BY version.place),
       string_agg(int8send(version.from_node), ''::bytea ORDER BY version.place),
       string_agg(int8send(version.to_node), ''::bytea ORDER BY version.place),
       string_agg(int8send(version.is_oneway::integer), ''::bytea ORDER BY version.place),
       string_agg(int8send((version.length_m * 100)::bigint), ''::bytea ORDER BY version.place),
       string_agg(int8send(version.speed_kmh), ''::bytea ORDER BY version.place),
       string_agg(int8send(name.number), ''::bytea ORDER BY version.place),
       string_agg(int8send(coalesce(version.max_height_cm, 0)), ''::bytea ORDER BY version.place),
       string_agg(int8send(coalesce(version.max_width_cm, 0)), ''::bytea ORDER BY version.place),
       string_agg(int8send(coalesce(version.max_weight_kg, 0)), ''::bytea ORDER BY version.place),
       string_agg(int8send(ST_NPoints(version.shape)), ''::bytea ORDER BY version.place),
       string_agg(ST_AsBinary(version.shape, 'NDR'), ''::bytea ORDER BY version.place),
       (SELECT array_agg(ARRAY[road_class, name_th, name_en] ORDER BY number) FROM name)
FROM version
JOIN name USING (road_class, name_th, name_en)
