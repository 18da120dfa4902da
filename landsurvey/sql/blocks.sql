-- Blocks that parcel codes of the base map name (ZZ B LLL with suffixes), as zone and letter.
SELECT DISTINCT block
FROM (
    SELECT substring(v.code FROM '^(\d\d[A-Za-zก-ฮ])\d{3}(?:/|$)') AS block
    FROM gis_assets_parcelversion v
    WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date
) named
WHERE block IS NOT NULL
ORDER BY block
