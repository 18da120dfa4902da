-- Ends, on the day, the versions that the staged ones replace.
UPDATE gis_assets_parcelversion v
SET valid = daterange(lower(v.valid), %(on)s::date)
FROM stage_gis_assets_parcelversion s
WHERE v.parcel_id = s.parcel_id AND v.valid @> %(on)s::date
