-- A municipality with parcels neither goes nor changes its number; its row is locked by then, and whoever writes a parcel of
-- it waits or has been seen. Row-level security would hide the parcels from a session bound elsewhere: asked as if bound here.
CREATE OR REPLACE FUNCTION refuse_while_parcels_lie_in() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bound_to text := coalesce(current_setting('app.municipality', true), '');
    has_parcels boolean;
BEGIN
    PERFORM set_config('app.municipality', OLD.id::text, true);
    SELECT EXISTS (SELECT FROM gis_assets_parcel WHERE municipality_id = OLD.id) INTO has_parcels;
    PERFORM set_config('app.municipality', bound_to, true);
    IF has_parcels THEN
        RAISE EXCEPTION 'parcels lie in municipality %', OLD.id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'parcel_has_its_municipality', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
