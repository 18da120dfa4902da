-- Copies building versions with other facts, in force from the day; where they stand, their outline and since when
-- what is still unused has been so stay.
INSERT INTO gis_assets_buildingversion (
    municipality_id, building_id, valid, source_id, recorded_at, on_parcel_id, house_number, treasury_type, material_class,
    storeys, floor_area_m2, built_year_be, agriculture_m2, residential_m2, other_m2, vacant_m2, vacant_since_be,
    is_sketched, shape
)
SELECT v.municipality_id, v.building_id, daterange(%(on)s::date, NULL), said.source, %(at)s, v.on_parcel_id, said.house_number,
    said.treasury_type, said.material_class, said.storeys, said.floor_area_m2, said.built_year_be, said.agriculture_m2,
    said.residential_m2, said.other_m2, said.vacant_m2,
    CASE WHEN said.vacant_m2 > 0 THEN v.vacant_since_be END, v.is_sketched, v.shape
FROM jsonb_to_recordset(%(rows)s::jsonb) AS said (
    version bigint, source bigint, house_number text, treasury_type text, material_class text, storeys numeric,
    floor_area_m2 numeric, built_year_be int, agriculture_m2 numeric, residential_m2 numeric, other_m2 numeric, vacant_m2 numeric
)
JOIN gis_assets_buildingversion v ON v.id = said.version
