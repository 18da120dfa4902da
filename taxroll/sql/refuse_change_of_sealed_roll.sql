-- Statement trigger on the parts of a roll: `changed` holds the rows touched; one of a sealed roll stops the whole statement.
CREATE OR REPLACE FUNCTION refuse_change_of_sealed_roll() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM changed JOIN taxroll_roll AS roll ON roll.id = changed.roll_id WHERE roll.status = 'sealed') THEN
        RAISE EXCEPTION 'The roll is sealed: % on % is refused.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
