-- The codes that parcels have ever carried below some lots and in some blocks.
SELECT DISTINCT code
FROM gis_assets_parcelversion
WHERE municipality_id = %(municipality)s AND (
    split_part(code, '/', 1) = ANY(%(heads)s::text[])
    OR cardinality(%(blocks)s::text[]) > 0 AND rtrim(split_part(code, '/', 1), '0123456789') = ANY(%(blocks)s::text[])
)
