SELECT t.uid AS id, v.shape_wgs84 AS geom, t.code, t.kind, v.rating_kva, v.valid
FROM gis_assets_gridnodeversion v
JOIN gis_assets_gridnode t ON t.id = v.node_id
WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date
