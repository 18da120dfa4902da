SELECT t.uid AS id, v.shape_wgs84 AS geom, t.code AS pole_code, v.lamp_kind, v.state, v.valid
FROM gis_assets_utilitypoleversion v
JOIN gis_assets_utilitypole t ON t.id = v.pole_id
WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date AND v.has_lamp
