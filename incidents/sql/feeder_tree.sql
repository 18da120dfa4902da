-- Every pole and grid node in force on a day with what feeds it: poles first, then nodes.
-- A pole hangs on the pole upstream of it as long as both are on one transformer, else on its transformer, else on its feeder.
SELECT 'pole' AS kind, v.pole_id AS id, p.code, ST_X(v.shape_wgs84) AS lon, ST_Y(v.shape_wgs84) AS lat, v.has_lamp,
       CASE WHEN u.id IS NOT NULL AND u.transformer_id IS NOT DISTINCT FROM v.transformer_id THEN v.upstream_pole_id END AS by_pole,
       coalesce(v.transformer_id, v.feeder_id) AS by_node
FROM gis_assets_utilitypoleversion AS v
JOIN gis_assets_utilitypole AS p ON p.id = v.pole_id
LEFT JOIN gis_assets_utilitypoleversion AS u
  ON u.pole_id = v.upstream_pole_id AND u.municipality_id = v.municipality_id AND u.valid @> %(on)s::date
WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date AND v.state <> 'removed'
UNION ALL
SELECT n.kind, v.node_id, n.code, ST_X(v.shape_wgs84), ST_Y(v.shape_wgs84), false, NULL, v.upstream_node_id
FROM gis_assets_gridnodeversion AS v
JOIN gis_assets_gridnode AS n ON n.id = v.node_id
WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date
