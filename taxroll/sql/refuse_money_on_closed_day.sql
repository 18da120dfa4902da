-- Statement trigger on transfers: money is never booked on a day that is closed. The lock makes a closing and a payment
-- of the same moment wait for each other; closing takes it alone (taxroll/collection/closing.py).
CREATE OR REPLACE FUNCTION refuse_money_on_closed_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7205, municipality_id::integer)
    FROM (SELECT DISTINCT municipality_id FROM added) AS town;
    SELECT added.happened_on INTO closed
    FROM added
    JOIN taxroll_account AS account ON account.id IN (added.debit_id, added.credit_id)
    JOIN taxroll_dailyclosing AS closing
        ON closing.municipality_id = added.municipality_id AND closing."on" = added.happened_on
    WHERE account.kind IN ('cash', 'cheques', 'bank', 'qr_clearing')
    LIMIT 1;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'The day % is closed: no money is booked on it.', closed USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
