-- Keeps, for all versions of parcels that one statement wrote, what foreign keys and an exclusion would ask row by row:
-- their parcels and sources exist in the same municipality, and no two versions of a parcel share a day. The parcels
-- stay locked until the transaction ends, so that two writers of one parcel wait for each other; the questions take a
-- snapshot after that and see what the other left. Locked by lists of numbers, for a join would carry each row that was
-- written whole, shapes and all, through its sorting; asked in one, since each question reads all of them once more.
-- Planned anew each time: one row and 200,000 need different plans.
CREATE OR REPLACE FUNCTION keep_parcel_versions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    without_parcel bigint;
    without_source bigint;
    sharing_a_day bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'parcel versions are written at READ COMMITTED only: an older snapshot does not see the other writer'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    EXECUTE 'SELECT count(*) FROM (SELECT FROM gis_assets_parcel WHERE id = ANY (ARRAY(SELECT parcel_id FROM written))
             ORDER BY id FOR NO KEY UPDATE) locked';
    EXECUTE 'SELECT count(*) FROM (SELECT FROM gis_assets_source WHERE id = ANY (ARRAY(SELECT DISTINCT source_id FROM written))
             ORDER BY id FOR KEY SHARE) locked';
    EXECUTE 'SELECT min(w.parcel_id) FILTER (WHERE p.id IS NULL), min(w.source_id) FILTER (WHERE s.id IS NULL),
                    min(w.parcel_id) FILTER (WHERE v.id IS NOT NULL)
             FROM written w
             LEFT JOIN gis_assets_parcel p ON p.id = w.parcel_id AND p.municipality_id = w.municipality_id
             LEFT JOIN gis_assets_source s ON s.id = w.source_id AND s.municipality_id = w.municipality_id
             LEFT JOIN gis_assets_parcelversion v ON v.parcel_id = w.parcel_id AND v.id <> w.id AND v.valid && w.valid'
        INTO without_parcel, without_source, sharing_a_day;
    IF without_parcel IS NOT NULL THEN
        RAISE EXCEPTION 'a version violates "parcel_version_has_its_parcel": parcel % is not of its municipality', without_parcel
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'parcel_version_has_its_parcel', TABLE = TG_TABLE_NAME;
    END IF;
    IF without_source IS NOT NULL THEN
        RAISE EXCEPTION 'a version violates "parcel_version_has_its_source": source % is not of its municipality', without_source
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'parcel_version_has_its_source', TABLE = TG_TABLE_NAME;
    END IF;
    IF sharing_a_day IS NOT NULL THEN
        RAISE EXCEPTION 'a version violates "parcel_has_one_version_per_day": another of parcel % shares a day', sharing_a_day
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'parcel_has_one_version_per_day', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$
