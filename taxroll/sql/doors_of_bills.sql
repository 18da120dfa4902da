-- The door of each bill asked for, with the house number of its address: the owner's own building of that number, else
-- the first of his plots. One row a bill; a point in EPSG:4326 as WKB, none where nothing of his has a shape.
SELECT
    asked.bill_id,
    (
        SELECT ST_AsBinary(ST_PointOnSurface(coalesce(house.shape_wgs84, plot.shape_wgs84)))
        FROM taxroll_rollline AS line
        LEFT JOIN gis_assets_buildingversion AS house
            ON house.id = line.building_version_id AND asked.house_number <> '' AND line.house_number = asked.house_number
        LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
        WHERE line.bill_id = asked.bill_id AND coalesce(house.id, plot.id) IS NOT NULL
        ORDER BY house.id IS NULL, line.number
        LIMIT 1
    )
FROM unnest(%(bills)s::int8[], %(house_numbers)s::text[]) AS asked (bill_id, house_number)
