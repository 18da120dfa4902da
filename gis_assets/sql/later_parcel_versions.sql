-- How many staged parcels already have a version that begins on or after the day, and one of their codes.
SELECT count(*), min(v.code)
FROM stage_gis_assets_parcelversion s
JOIN gis_assets_parcelversion v ON v.parcel_id = s.parcel_id AND lower(v.valid) >= %(on)s::date
