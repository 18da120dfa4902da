SELECT t.uid AS id, v.shape_wgs84 AS geom, v.code, v.document_type, v.document_number,
    v.measured_area_m2,
    CASE greatest(v.agriculture_wah, v.residential_wah, v.other_wah, v.vacant_wah)
        WHEN 0 THEN 'unknown' WHEN v.agriculture_wah THEN 'agriculture' WHEN v.residential_wah THEN 'residential'
        WHEN v.other_wah THEN 'other' ELSE 'vacant' END AS main_use,
    v.accuracy_class, lower(v.valid) AS in_force_since, v.valid
FROM gis_assets_parcelversion v
JOIN gis_assets_parcel t ON t.id = v.parcel_id
WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date
