-- Statement trigger on the seals of lines: those of a sealed roll come in one statement, once. Rolls sealed before there
-- were seals of lines get theirs so (taxroll/backfilling.py).
CREATE OR REPLACE FUNCTION refuse_second_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT roll_id, count(*) AS added FROM changed GROUP BY roll_id) AS now
        JOIN taxroll_roll AS roll ON roll.id = now.roll_id
        WHERE roll.status = 'sealed'
          AND now.added <> (SELECT count(*) FROM taxroll_lineseal AS seal WHERE seal.roll_id = roll.id)
    ) THEN
        RAISE EXCEPTION 'The lines of the roll are sealed: % on % is refused.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
