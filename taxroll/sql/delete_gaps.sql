-- Takes what is assessed again off the list of what could not be taxed.
DELETE FROM taxroll_rollgap AS gap
WHERE gap.roll_id = %(roll)s
    AND (
        (gap.kind = 'land' AND gap.parcel_version_id IN (
            SELECT id FROM gis_assets_parcelversion WHERE parcel_id = ANY(%(parcels)s::int8[])
        ))
        OR gap.building_version_id IN (SELECT id FROM gis_assets_buildingversion WHERE building_id = ANY(%(buildings)s::int8[]))
        OR gap.unit_version_id IN (SELECT id FROM gis_assets_unitversion WHERE unit_id = ANY(%(units)s::int8[]))
    )
