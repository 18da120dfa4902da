-- The account of income of each tax year whose notices are about to be levied.
INSERT INTO taxroll_account (municipality_id, kind, tax_year_be)
SELECT DISTINCT %(municipality)s::bigint, CASE roll.tax WHEN 'signs' THEN 'sign_income' ELSE 'levy_income' END, roll.tax_year_be
FROM taxroll_notice AS notice
JOIN taxroll_bill AS bill ON bill.id = notice.bill_id
JOIN taxroll_roll AS roll ON roll.id = bill.roll_id
WHERE notice.id = ANY(%(notices)s)
ON CONFLICT DO NOTHING
