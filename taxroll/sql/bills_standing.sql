-- What stands in a tax year after a roll: of each debtor his last bill in the sealed rolls up to it, or in the roll itself.
CREATE OR REPLACE FUNCTION bills_standing(asked bigint) RETURNS TABLE (bill_id bigint) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (bill.parties) bill.id
    FROM taxroll_roll AS last
    JOIN taxroll_roll AS roll
        ON roll.municipality_id = last.municipality_id AND roll.tax_year_be = last.tax_year_be
        AND (roll.id = last.id OR (roll.sequence < last.sequence AND roll.status = 'sealed'))
    JOIN taxroll_bill AS bill ON bill.roll_id = roll.id
    WHERE last.id = asked
    ORDER BY bill.parties, roll.sequence DESC
$$
