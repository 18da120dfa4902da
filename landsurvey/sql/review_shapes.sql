-- One surveyed row (or, with feature 0, one registered parcel) and its surroundings before and after, as one GeoJSON
-- FeatureCollection in WGS 84: `role` says what each shape is. Lines that only the register or only the survey has are
-- cut out where a shape was moved or drawn anew; of a split or a merge the parts themselves are shown.
WITH chosen AS (
    SELECT id, row, code, decision, change, shape, parcel_id, compared_version
    FROM landsurvey_stagedfeature
    WHERE id = %(feature)s
),
ancestor AS (
    SELECT parcel_id FROM chosen WHERE parcel_id IS NOT NULL
    UNION
    SELECT parent_id FROM landsurvey_lineageproposal WHERE feature_id = %(feature)s
    UNION
    SELECT %(parcel)s::bigint
),
before AS (
    SELECT v.id, v.code, v.shape
    FROM gis_assets_parcelversion v
    WHERE v.municipality_id = %(municipality)s
        AND v.parcel_id IN (SELECT parcel_id FROM ancestor)
        AND CASE WHEN v.parcel_id = (SELECT parcel_id FROM chosen) AND (SELECT compared_version FROM chosen) IS NOT NULL
            THEN v.id = (SELECT compared_version FROM chosen) ELSE v.valid @> %(on)s::date END
),
family AS (
    SELECT f.id
    FROM landsurvey_stagedfeature f
    WHERE f.upload_id = %(upload)s AND f.id <> %(feature)s AND f.parcel_id IN (SELECT parcel_id FROM ancestor)
    UNION
    SELECT feature_id
    FROM landsurvey_lineageproposal
    WHERE upload_id = %(upload)s AND feature_id <> %(feature)s AND parent_id IN (SELECT parcel_id FROM ancestor)
),
box AS (
    SELECT ST_Extent(shape)::box2d AS all_of_it
    FROM (SELECT shape FROM chosen UNION ALL SELECT shape FROM before) AS subject
),
place AS MATERIALIZED (
    SELECT around, ST_Expand(around, 400) AS wide
    FROM (
        SELECT ST_SetSRID(
            ST_Expand(all_of_it, greatest(80, least(600, 1.5 * greatest(ST_XMax(all_of_it) - ST_XMin(all_of_it), ST_YMax(all_of_it) - ST_YMin(all_of_it)))))::geometry,
            %(srid)s
        ) AS around
        FROM box
    ) AS expanded
),
sound AS (
    SELECT (SELECT ST_Union(ST_MakeValid(shape)) FROM before) AS old, (SELECT ST_MakeValid(shape) FROM chosen) AS new
    WHERE EXISTS (SELECT 1 FROM chosen WHERE change IN ('moved', 'reshaped'))
),
-- Rows around are found by the register's parcels there, which have an index by place, and a little beyond for those that
-- moved in; rows that continue no parcel are few and looked at one by one.
near AS (
    SELECT f.id
    FROM gis_assets_parcelversion v, place, landsurvey_stagedfeature f
    WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date AND v.shape && place.wide
        AND f.upload_id = %(upload)s AND f.parcel_id = v.parcel_id
    UNION
    SELECT f.id
    FROM landsurvey_stagedfeature f, place
    WHERE f.upload_id = %(upload)s AND f.change IN ('', 'new', 'split') AND f.compared_version IS NULL AND f.shape && place.around
),
drawn (role, row, code, decision, shape) AS (
    SELECT 'after', row, code, decision, shape FROM chosen
    UNION ALL
    SELECT 'before', NULL, code, NULL, shape FROM before
    UNION ALL
    SELECT 'added', NULL, NULL, NULL, ST_CollectionExtract(ST_Difference(new, old), 3) FROM sound
    UNION ALL
    SELECT 'removed', NULL, NULL, NULL, ST_CollectionExtract(ST_Difference(old, new), 3) FROM sound
    UNION ALL
    SELECT CASE WHEN f.id IN (SELECT id FROM family) THEN 'family' ELSE 'beside_after' END, f.row, f.code, f.decision, f.shape
    FROM near
    JOIN landsurvey_stagedfeature f USING (id)
    CROSS JOIN place
    WHERE f.id <> %(feature)s AND f.shape && place.around
    UNION ALL
    SELECT 'beside_before', NULL, v.code, NULL, v.shape
    FROM gis_assets_parcelversion v, place
    WHERE v.municipality_id = %(municipality)s AND v.valid @> %(on)s::date AND v.shape && place.around
        AND v.id NOT IN (SELECT id FROM before)
)
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
    '{"type":"Feature","geometry":' || ST_AsGeoJSON(ST_Transform(shape, 4326), 8)
    || ',"properties":' || json_build_object('role', role, 'row', row, 'code', code, 'decision', decision)::text || '}', ','), '') || ']}'
FROM drawn
WHERE shape IS NOT NULL AND NOT ST_IsEmpty(shape)
