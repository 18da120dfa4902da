-- Replaces the function of bills_standing.sql since rolls are of two taxes: the bills of a year's signs do not stand among
-- those of its land and buildings.
CREATE OR REPLACE FUNCTION bills_standing(asked bigint) RETURNS TABLE (bill_id bigint) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (bill.parties) bill.id
    FROM taxroll_roll AS last
    JOIN taxroll_roll AS roll
        ON roll.municipality_id = last.municipality_id AND roll.tax = last.tax AND roll.tax_year_be = last.tax_year_be
        AND (roll.id = last.id OR (roll.sequence < last.sequence AND roll.status = 'sealed'))
    JOIN taxroll_bill AS bill ON bill.roll_id = roll.id
    WHERE last.id = asked
    ORDER BY bill.parties, roll.sequence DESC
$$
