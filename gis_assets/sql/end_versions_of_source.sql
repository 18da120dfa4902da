-- Ends, on the day, the parcel versions of one source.
UPDATE gis_assets_parcelversion
SET valid = daterange(lower(valid), %(on)s::date)
WHERE source_id = %(taken_back)s AND valid @> %(on)s::date
