-- Ends the building versions of one source on the day and copies those that they had ended, and buildings that ended then.
WITH moved AS (
    UPDATE gis_assets_buildingversion
    SET valid = daterange(lower(valid), %(on)s::date)
    WHERE source_id = %(taken_back)s AND valid @> %(on)s::date
    RETURNING building_id
)
INSERT INTO gis_assets_buildingversion (
    municipality_id, building_id, valid, source_id, recorded_at, on_parcel_id, house_number, treasury_type, material_class,
    storeys, floor_area_m2, built_year_be, agriculture_m2, residential_m2, other_m2, vacant_m2, vacant_since_be, is_sketched, shape
)
SELECT municipality_id, building_id, daterange(%(on)s::date, NULL), %(source)s, %(at)s, on_parcel_id, house_number, treasury_type,
    material_class, storeys, floor_area_m2, built_year_be, agriculture_m2, residential_m2, other_m2, vacant_m2, vacant_since_be, is_sketched, shape
FROM gis_assets_buildingversion
WHERE upper(valid) = %(since)s::date
    AND (building_id IN (SELECT building_id FROM moved) OR building_id = ANY(%(ended_buildings)s::bigint[]))
