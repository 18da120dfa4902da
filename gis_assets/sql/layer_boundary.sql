SELECT m.dla_code AS id, m.boundary AS geom, m.name_th, m.name_en, m.dla_code
FROM gis_assets_municipality m
WHERE m.id = %(municipality)s
