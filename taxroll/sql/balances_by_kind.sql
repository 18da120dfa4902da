-- Balance (debits less credits) of each kind of account of a municipality.
SELECT account.kind, sum(moved.satang)
FROM (
    SELECT debit_id AS account_id, amount_satang AS satang FROM taxroll_transfer WHERE municipality_id = %(municipality)s
    UNION ALL
    SELECT credit_id, -amount_satang FROM taxroll_transfer WHERE municipality_id = %(municipality)s
) AS moved
JOIN taxroll_account AS account ON account.id = moved.account_id
GROUP BY account.kind
