-- What versions of parcels refer to (by the column that the trigger names) neither goes nor changes its number or its
-- municipality; the row is locked by then, and whoever writes a version of it waits or has been seen.
CREATE OR REPLACE FUNCTION refuse_while_versions_refer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_used boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM gis_assets_parcelversion WHERE %I = $1)', TG_ARGV[0]) INTO is_used USING OLD.id;
    IF is_used THEN
        RAISE EXCEPTION 'parcel versions refer to % % by %', TG_TABLE_NAME, OLD.id, TG_ARGV[0]
            USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
