-- The receivable of each notice that has none yet, against the income of its year: one call for a whole batch.
-- A notice that goes on with a debt has the account of its first.
WITH wanted AS (
    SELECT notice.id, notice.uid, notice.issued_by_id, notice.assessed_satang, roll.tax_year_be,
        CASE roll.tax WHEN 'signs' THEN 'sign_income' ELSE 'levy_income' END AS income
    FROM taxroll_notice AS notice
    JOIN taxroll_bill AS bill ON bill.id = notice.bill_id
    JOIN taxroll_roll AS roll ON roll.id = bill.roll_id
    WHERE notice.id = ANY(%(notices)s) AND notice.assessed_satang > 0 AND notice.continues_id IS NULL
      AND NOT EXISTS (SELECT FROM taxroll_transfer AS former WHERE former.notice_id = notice.id AND former.kind = 'levy')
),
receivable AS (
    INSERT INTO taxroll_account (municipality_id, kind, notice_id, tax_year_be)
    SELECT %(municipality)s, 'receivable', id, tax_year_be FROM wanted
    RETURNING id, notice_id
)
INSERT INTO taxroll_transfer (
    municipality_id, uid, debit_id, credit_id, amount_satang, kind, notice_id, reference, tax_year_be, happened_on, recorded_at, recorded_by_id
)
SELECT
    %(municipality)s, gen_random_uuid(), receivable.id, income.id, wanted.assessed_satang, 'levy', wanted.id, wanted.uid,
    wanted.tax_year_be, %(on)s, %(at)s, wanted.issued_by_id
FROM wanted
JOIN receivable ON receivable.notice_id = wanted.id
JOIN taxroll_account AS income
    ON income.municipality_id = %(municipality)s AND income.kind = wanted.income AND income.tax_year_be = wanted.tax_year_be
