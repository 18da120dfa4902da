-- What a roll could not tax, one reason at a time.
INSERT INTO taxroll_rollgap (
    municipality_id, roll_id, kind, parcel_version_id, building_version_id, unit_version_id, parcel_code, house_number, unit_number, reason
)
SELECT
    %(municipality)s, %(roll)s, CASE WHEN house.id IS NOT NULL THEN 'building' WHEN flat.id IS NOT NULL THEN 'unit' ELSE 'land' END,
    plot.id, house.id, flat.id, coalesce(plot.code, ''), coalesce(house.house_number, flat.house_number, ''),
    coalesce(flat.unit_number, ''), %(reason)s
FROM unnest(%(parcel_versions)s::int8[], %(building_versions)s::int8[], %(unit_versions)s::int8[]) AS gap (parcel_version, building_version, unit_version)
LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = gap.parcel_version
LEFT JOIN gis_assets_buildingversion AS house ON house.id = gap.building_version
LEFT JOIN gis_assets_unitversion AS flat ON flat.id = gap.unit_version
