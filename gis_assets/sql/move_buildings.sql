-- Copies building versions onto other parcels, in force from the day.
INSERT INTO gis_assets_buildingversion (
    municipality_id, building_id, valid, source_id, recorded_at, on_parcel_id, house_number, treasury_type, material_class,
    storeys, floor_area_m2, built_year_be, agriculture_m2, residential_m2, other_m2, vacant_m2, vacant_since_be, is_sketched, shape
)
SELECT municipality_id, building_id, daterange(%(on)s::date, NULL), %(source)s, %(at)s, moved.parcel, house_number, treasury_type,
    material_class, storeys, floor_area_m2, built_year_be, agriculture_m2, residential_m2, other_m2, vacant_m2, vacant_since_be, is_sketched, shape
FROM unnest(%(versions)s::bigint[], %(parcels)s::bigint[]) AS moved (version, parcel)
JOIN gis_assets_buildingversion v ON v.id = moved.version
