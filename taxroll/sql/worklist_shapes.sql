-- The outlines of some properties as GeoJSON; no owner and no amount stands in it. A unit is drawn as its plot.
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
    'type', 'Feature',
    'properties', json_build_object('item', CASE asked.kind WHEN 0 THEN 'parcel:' || plot.id WHEN 1 THEN 'building:' || house.id ELSE 'unit:' || asked.unit_version END,
        'code', coalesce(plot.code, '')),
    'geometry', ST_AsGeoJSON(coalesce(house.shape_wgs84, plot.shape_wgs84), 7)::json
)), '[]'::json))::text
FROM unnest(%(kinds)s::int[], %(parcel_versions)s::int8[], %(building_versions)s::int8[], %(unit_versions)s::int8[])
    AS asked (kind, parcel_version, building_version, unit_version)
LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = asked.parcel_version
LEFT JOIN gis_assets_buildingversion AS house ON asked.kind = 1 AND house.id = asked.building_version
WHERE coalesce(house.shape_wgs84, plot.shape_wgs84) IS NOT NULL
