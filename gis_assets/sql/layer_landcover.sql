SELECT c.id::text AS id, c.shape_wgs84 AS geom, c.kind, c.name_th, c.name_en
FROM gis_assets_landcover c
WHERE c.municipality_id = %(municipality)s
