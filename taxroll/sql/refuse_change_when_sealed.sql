-- Row trigger on the rolls themselves: a sealed one is never changed or deleted.
CREATE OR REPLACE FUNCTION refuse_change_when_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'sealed' THEN
        RAISE EXCEPTION 'Roll % is sealed: % is refused.', OLD.id, TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
