-- The versions of a day whose measured and deed area, as they stand, were acknowledged to differ.
SELECT version.id
FROM taxroll_acknowledgedarea AS known
JOIN gis_assets_parcelversion AS version
    ON version.parcel_id = known.parcel_id AND version.deed_area_wah = known.deed_area_wah
    AND version.measured_area_m2 = known.measured_area_m2
WHERE known.municipality_id = %(municipality)s AND known.withdrawn_at IS NULL AND version.valid @> %(on)s::date
