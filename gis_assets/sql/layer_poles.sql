SELECT t.uid AS id, v.shape_wgs84 AS geom, t.code, v.kind, v.has_lamp, v.state, f.code AS feeder, n.code AS transformer,
    v.valid
FROM gis_assets_utilitypoleversion v
JOIN gis_assets_utilitypole t ON t.id = v.pole_id
LEFT JOIN gis_assets_gridnode f ON f.id = v.feeder_id
LEFT JOIN gis_assets_gridnode n ON n.id = v.transformer_id
WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date
