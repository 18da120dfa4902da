-- Row trigger on issued documents and money. A notice may be cancelled once; nothing else ever changes.
CREATE OR REPLACE FUNCTION refuse_change_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cancelling constant text[] := ARRAY['cancelled_at', 'cancelled_by_id', 'cancel_reason'];
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'taxroll_notice' THEN
        IF (to_jsonb(OLD) ->> 'cancelled_at') IS NULL AND to_jsonb(OLD) - cancelling = to_jsonb(NEW) - cancelling THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% was issued: % is refused.', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
