-- The plots and buildings of one bill as GeoJSON; nobody else's, and no name.
WITH thing AS (
    SELECT DISTINCT ON (line.unit_version_id, line.building_version_id, line.parcel_version_id)
           line.kind, line.parcel_code, coalesce(nullif(line.house_number, ''), line.unit_number) AS house_number, coalesce(house.shape_wgs84, plot.shape_wgs84) AS shape
    FROM taxroll_rollline AS line
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
    LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version_id
    WHERE line.bill_id = %(bill)s
)
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
           'type', 'Feature', 'geometry', ST_AsGeoJSON(shape, 7)::json,
           'properties', json_build_object('kind', kind, 'name', CASE kind WHEN 'land' THEN parcel_code ELSE house_number END)
       ) ORDER BY kind DESC), '[]'::json)),
       ARRAY[ST_XMin(ST_Extent(shape)), ST_YMin(ST_Extent(shape)), ST_XMax(ST_Extent(shape)), ST_YMax(ST_Extent(shape))]
FROM thing WHERE shape IS NOT NULL
