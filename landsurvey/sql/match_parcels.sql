-- Ties accepted rows to the parcels they continue: a code that one row and one parcel carry, else the pair of a shared
-- code that covers each other most, seen from both sides. Rows and parcels are joined before anything is filtered: the
-- planner cannot guess how rare a shared code is, and would compare every row with every parcel.
WITH surveyed AS (
    SELECT id, code, shape, count(*) OVER (PARTITION BY code) AS carriers
    FROM landsurvey_stagedfeature
    WHERE upload_id = %(upload)s AND decision = 'accepted' AND code <> ''
),
registered AS (
    SELECT v.parcel_id, v.code, v.shape, count(*) OVER (PARTITION BY v.code) AS carriers
    FROM gis_assets_parcelversion v
    WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date AND v.code IN (SELECT code FROM surveyed)
),
pairs AS MATERIALIZED (
    SELECT s.id, r.parcel_id, s.carriers = 1 AND r.carriers = 1 AS is_only_pair,
           CASE WHEN s.carriers > 1 OR r.carriers > 1 THEN ST_Area(ST_Intersection(s.shape, r.shape)) END AS common_m2
    FROM surveyed s
    JOIN registered r ON r.code = s.code
),
ranked AS (
    SELECT id, parcel_id,
           row_number() OVER (PARTITION BY id ORDER BY common_m2 DESC, parcel_id) AS for_row,
           row_number() OVER (PARTITION BY parcel_id ORDER BY common_m2 DESC, id) AS for_parcel
    FROM pairs
    WHERE common_m2 > 0
),
matched AS (
    SELECT id, parcel_id FROM pairs WHERE is_only_pair
    UNION ALL
    SELECT id, parcel_id FROM ranked WHERE for_row = 1 AND for_parcel = 1
)
UPDATE landsurvey_stagedfeature f
SET parcel_id = matched.parcel_id
FROM matched
WHERE f.id = matched.id
