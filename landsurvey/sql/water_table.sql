-- What one raster of water says of all parcels, with the codes of a day, as a table for a spreadsheet.
SELECT coalesce(v.code, ''), t.uid::text,
    round((100 * p.share_under_water)::numeric, 1), round((100 * p.share_known)::numeric, 1),
    round(p.cells::numeric, 2)
FROM landsurvey_parcelterrain p
JOIN gis_assets_parcel t ON t.id = p.parcel_id
LEFT JOIN gis_assets_parcelversion v ON v.parcel_id = p.parcel_id AND v.valid @> %(on)s::date
WHERE p.raster_id = %(raster)s
ORDER BY v.code, t.uid
