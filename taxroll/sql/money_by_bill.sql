-- What the ledger says of each bill of a tax year up to a day, in whole satang: levied (less what was withdrawn or reduced),
-- written off, still open. Reversed transfers count with what they reverse.
WITH account AS MATERIALIZED (
    SELECT id, notice_id
    FROM taxroll_account
    WHERE municipality_id = %(municipality)s AND kind = 'receivable' AND tax_year_be = %(year)s
),
moved AS (
    SELECT account.notice_id, coalesce(former.kind, transfer.kind) AS kind, transfer.amount_satang AS satang
    FROM account
    JOIN taxroll_transfer AS transfer ON transfer.debit_id = account.id AND transfer.happened_on <= %(on)s
    LEFT JOIN taxroll_transfer AS former ON former.id = transfer.reverses_id
    UNION ALL
    SELECT account.notice_id, coalesce(former.kind, transfer.kind), -transfer.amount_satang
    FROM account
    JOIN taxroll_transfer AS transfer ON transfer.credit_id = account.id AND transfer.happened_on <= %(on)s
    LEFT JOIN taxroll_transfer AS former ON former.id = transfer.reverses_id
),
by_notice AS (
    SELECT
        notice_id,
        coalesce(sum(satang) FILTER (WHERE kind IN ('levy', 'withdrawal', 'reduction')), 0) AS levied,
        -coalesce(sum(satang) FILTER (WHERE kind = 'write_off'), 0) AS written_off,
        sum(satang) AS open
    FROM moved
    GROUP BY notice_id
)
SELECT
    notice.bill_id::int8,
    sum(levied)::int8,
    sum(written_off)::int8,
    sum(open)::int8
FROM by_notice
JOIN taxroll_notice AS notice ON notice.id = by_notice.notice_id
GROUP BY notice.bill_id
ORDER BY notice.bill_id
