-- Parcels of the base map that a campaign is to survey, as of a day, each with how far it has come: `surveyed` (an
-- accepted row of a survey file that stands in the register describes it, changed or not, within the campaign's period),
-- `visited` (a field visit says surveyed), `tried` (visited in vain), `left`. Zone and block are read from the code
-- (ZZ B LLL with suffixes), in which files that write the block as `B` and files that write it as `ZZB` agree; codes of
-- another kind have none. `within` asks only for parcels that meet a rectangle in WGS 84.
CREATE OR REPLACE FUNCTION landsurvey_campaign_parcels(asked bigint, on_day date, within geometry DEFAULT NULL)
RETURNS TABLE (
    parcel_id bigint, version_id bigint, code text, zone text, block text, state text, surveyed_on date, surveyor_id integer
)
LANGUAGE sql STABLE AS $$
    WITH campaign AS (
        SELECT c.id, c.municipality_id, c.period, c.area, c.blocks FROM landsurvey_campaign c WHERE c.id = asked
    ),
    land AS (
        SELECT v.parcel_id, v.id, v.code::text AS code, named.block
        FROM campaign c
        JOIN gis_assets_parcelversion v ON v.municipality_id = c.municipality_id
        CROSS JOIN LATERAL (
            SELECT coalesce(substring(v.code FROM '^(\d\d[A-Za-zก-ฮ])\d{3}(?:/|$)'), '') AS block
        ) named
        WHERE v.valid @> on_day
          AND (within IS NULL OR v.shape_wgs84 && within)
          AND (c.area IS NULL
               OR v.shape_wgs84 && c.area AND ST_Intersects(ST_PointOnSurface(v.shape_wgs84), c.area))
          AND (cardinality(c.blocks) = 0 OR named.block = ANY (c.blocks) OR left(named.block, 2) = ANY (c.blocks))
    ),
    by_file AS (
        SELECT DISTINCT ON (f.parcel_id) f.parcel_id, coalesce(f.surveyed_on, u.effective_date) AS day,
               u.uploaded_by_id AS person
        FROM campaign c
        JOIN landsurvey_upload u
          ON u.municipality_id = c.municipality_id AND u.status = 'promoted' AND u.kind IN ('parcels', 'field')
        JOIN landsurvey_stagedfeature f ON f.upload_id = u.id AND f.decision = 'accepted'
        WHERE c.period @> coalesce(f.surveyed_on, u.effective_date) AND f.parcel_id IS NOT NULL
          AND (within IS NULL OR f.parcel_id IN (
              SELECT near.parcel_id FROM gis_assets_parcelversion near
              WHERE near.shape_wgs84 && within AND near.valid @> on_day
          ))
        ORDER BY f.parcel_id, day, f.id
    ),
    by_visit AS (
        SELECT DISTINCT ON (w.parcel_id) w.parcel_id, (w.visited_at AT TIME ZONE 'Asia/Bangkok')::date AS day,
               w.by_id AS person, w.result = 'surveyed' AS is_done
        FROM campaign c
        JOIN landsurvey_visit w ON w.municipality_id = c.municipality_id
        WHERE (within IS NULL OR w.parcel_id IN (
              SELECT near.parcel_id FROM gis_assets_parcelversion near
              WHERE near.shape_wgs84 && within AND near.valid @> on_day
          ))
          AND (w.campaign_id = c.id
               OR w.campaign_id IS NULL AND c.period @> (w.visited_at AT TIME ZONE 'Asia/Bangkok')::date)
        ORDER BY w.parcel_id, is_done DESC, w.visited_at
    )
    SELECT land.parcel_id, land.id, land.code, left(land.block, 2), land.block,
           CASE WHEN by_file.parcel_id IS NOT NULL THEN 'surveyed' WHEN by_visit.is_done THEN 'visited'
                WHEN by_visit.parcel_id IS NOT NULL THEN 'tried' ELSE 'left' END,
           CASE WHEN by_file.parcel_id IS NOT NULL THEN by_file.day WHEN by_visit.is_done THEN by_visit.day END,
           CASE WHEN by_file.parcel_id IS NOT NULL THEN by_file.person WHEN by_visit.is_done THEN by_visit.person END
    FROM land
    LEFT JOIN by_file ON by_file.parcel_id = land.parcel_id
    LEFT JOIN by_visit ON by_visit.parcel_id = land.parcel_id
$$
