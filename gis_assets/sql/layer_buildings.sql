SELECT t.uid AS id, v.shape_wgs84 AS geom, v.treasury_type, v.storeys, v.is_sketched, v.house_number,
    CASE greatest(v.agriculture_m2, v.residential_m2, v.other_m2, v.vacant_m2)
        WHEN 0 THEN 'unknown' WHEN v.agriculture_m2 THEN 'agriculture' WHEN v.residential_m2 THEN 'residential'
        WHEN v.other_m2 THEN 'other' ELSE 'vacant' END AS main_use, v.valid
FROM gis_assets_buildingversion v
JOIN gis_assets_building t ON t.id = v.building_id
WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date
