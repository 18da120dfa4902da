-- Takes off each bill of a supplementary draft what the sealed rolls of the year have charged the same debtor.
WITH charged AS (
    SELECT bill.parties, sum(bill.payable_satang)::bigint AS satang
    FROM taxroll_roll AS supplement
    JOIN taxroll_roll AS roll
        ON roll.municipality_id = supplement.municipality_id AND roll.tax_year_be = supplement.tax_year_be AND roll.status = 'sealed'
    JOIN taxroll_bill AS bill ON bill.roll_id = roll.id
    WHERE supplement.id = %(roll)s
    GROUP BY bill.parties
)
UPDATE taxroll_bill AS bill
SET charged_before_satang = charged.satang, payable_satang = bill.payable_satang - charged.satang
FROM charged
WHERE bill.roll_id = %(roll)s AND charged.parties = bill.parties
