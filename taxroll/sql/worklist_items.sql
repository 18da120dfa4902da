-- What a work list or a search shows of some properties, in the order asked for; kinds are 0 land, 1 building, 2 unit.
SELECT
    CASE asked.kind WHEN 0 THEN 'parcel' WHEN 1 THEN 'building' ELSE 'unit' END,
    coalesce(parcel.uid, building.uid, unit.uid),
    coalesce(CASE WHEN asked.kind = 0 THEN plot.id END, house.id, flat.id),
    coalesce(plot.code, ''), coalesce(plot.document_number, ''), coalesce(house.house_number, flat.house_number, ''),
    coalesce(flat.condominium_name || ' ' || flat.unit_number, ''),
    CASE WHEN asked.kind = 0 THEN plot.deed_area_wah ELSE coalesce(house.floor_area_m2, flat.area_m2) END,
    CASE WHEN asked.kind = 0 THEN plot.measured_area_m2 END,
    ST_X(inside.point), ST_Y(inside.point)
FROM unnest(%(kinds)s::int[], %(parcel_versions)s::int8[], %(building_versions)s::int8[], %(unit_versions)s::int8[])
    WITH ORDINALITY AS asked (kind, parcel_version, building_version, unit_version, place)
LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = asked.parcel_version
LEFT JOIN gis_assets_parcel AS parcel ON asked.kind = 0 AND parcel.id = plot.parcel_id
LEFT JOIN gis_assets_buildingversion AS house ON asked.kind = 1 AND house.id = asked.building_version
LEFT JOIN gis_assets_building AS building ON building.id = house.building_id
LEFT JOIN gis_assets_unitversion AS flat ON asked.kind = 2 AND flat.id = asked.unit_version
LEFT JOIN gis_assets_unit AS unit ON unit.id = flat.unit_id
LEFT JOIN LATERAL (SELECT ST_PointOnSurface(coalesce(house.shape_wgs84, plot.shape_wgs84)) AS point) AS inside ON true
ORDER BY asked.place
