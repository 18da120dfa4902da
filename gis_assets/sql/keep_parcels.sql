-- Keeps, for all parcels that one statement wrote, what a foreign key would ask row by row: their municipality exists, and
-- stays locked against going until the transaction ends.
CREATE OR REPLACE FUNCTION keep_parcels() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    towns bigint[] := ARRAY(SELECT DISTINCT municipality_id FROM written);
    nowhere bigint;
BEGIN
    PERFORM FROM gis_assets_municipality WHERE id = ANY (towns) ORDER BY id FOR KEY SHARE;
    SELECT min(town) INTO nowhere
    FROM unnest(towns) town
    WHERE NOT EXISTS (SELECT FROM gis_assets_municipality m WHERE m.id = town);
    IF nowhere IS NOT NULL THEN
        RAISE EXCEPTION 'a parcel violates "parcel_has_its_municipality": there is no municipality %', nowhere
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'parcel_has_its_municipality', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$
