-- Tax levied and tax collected on each day of the books, by tax year, from the transfers on receivables.
WITH moved AS (
    SELECT account.tax_year_be, transfer.happened_on, coalesce(former.kind, transfer.kind) AS kind, transfer.amount_satang AS satang
    FROM taxroll_account AS account
    JOIN taxroll_transfer AS transfer ON transfer.debit_id = account.id
    LEFT JOIN taxroll_transfer AS former ON former.id = transfer.reverses_id
    WHERE account.municipality_id = %(municipality)s AND account.kind = 'receivable' AND transfer.happened_on <= %(on)s
    UNION ALL
    SELECT account.tax_year_be, transfer.happened_on, coalesce(former.kind, transfer.kind), -transfer.amount_satang
    FROM taxroll_account AS account
    JOIN taxroll_transfer AS transfer ON transfer.credit_id = account.id
    LEFT JOIN taxroll_transfer AS former ON former.id = transfer.reverses_id
    WHERE account.municipality_id = %(municipality)s AND account.kind = 'receivable' AND transfer.happened_on <= %(on)s
)
SELECT
    tax_year_be,
    happened_on,
    coalesce(sum(satang) FILTER (WHERE kind IN ('levy', 'withdrawal', 'reduction')), 0)::int8,
    -coalesce(sum(satang) FILTER (WHERE kind NOT IN ('levy', 'withdrawal', 'reduction', 'write_off')), 0)::int8
FROM moved
GROUP BY tax_year_be, happened_on
ORDER BY tax_year_be, happened_on
