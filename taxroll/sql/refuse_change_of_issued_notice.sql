-- Row trigger on notices: one may be cancelled once, and its day to pay may move later while it is in force (a paper
-- received late); nothing else ever changes.
CREATE OR REPLACE FUNCTION refuse_change_of_issued_notice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cancelling constant text[] := ARRAY['cancelled_at', 'cancelled_by_id', 'cancel_reason'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.cancelled_at IS NULL THEN
        IF to_jsonb(OLD) - cancelling = to_jsonb(NEW) - cancelling THEN
            RETURN NEW;
        END IF;
        IF NEW.due_date >= OLD.due_date AND to_jsonb(OLD) - 'due_date' = to_jsonb(NEW) - 'due_date' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% was issued: % is refused.', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
