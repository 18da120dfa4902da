-- The codes of parcels whose version in force on a day is not the one that went out.
SELECT v.code
FROM unnest(%(parcels)s::uuid[], %(versions)s::bigint[]) AS out (uid, version)
JOIN gis_assets_parcel t ON t.uid = out.uid AND t.municipality_id = %(municipality)s
LEFT JOIN gis_assets_parcelversion v ON v.parcel_id = t.id AND v.valid @> %(on)s::date
WHERE v.id IS DISTINCT FROM out.version
ORDER BY v.code
