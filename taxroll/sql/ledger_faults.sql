-- Where the books disagree with the papers: rule, paper, what it should be, what the transfers say (satang).
WITH moved AS (
    SELECT debit_id AS account_id, amount_satang AS satang FROM taxroll_transfer WHERE municipality_id = %(municipality)s
    UNION ALL
    SELECT credit_id, -amount_satang FROM taxroll_transfer WHERE municipality_id = %(municipality)s
),
balance AS (
    SELECT account.kind, account.notice_id, sum(moved.satang) AS satang
    FROM moved JOIN taxroll_account AS account ON account.id = moved.account_id
    GROUP BY account.kind, account.notice_id
),
total AS (
    SELECT kind, sum(satang) AS satang FROM balance GROUP BY kind
),
payment AS (
    SELECT payment.*, reversal.id IS NOT NULL AS is_reversed, line.id IS NOT NULL AS is_of_a_file
    FROM taxroll_payment AS payment
    LEFT JOIN taxroll_reversal AS reversal ON reversal.payment_id = payment.id
    LEFT JOIN taxroll_bankline AS line ON line.payment_id = payment.id
    WHERE payment.municipality_id = %(municipality)s
),
-- A notice that a decision put in the place of another goes on with its debt, which is told by its first notice.
paper AS (
    SELECT id, coalesce(continues_id, id) AS debt_id, cancelled_at
    FROM taxroll_notice
    WHERE municipality_id = %(municipality)s
),
settled AS (
    SELECT paper.debt_id, sum(part.tax_satang) AS satang
    FROM paper
    JOIN (
        SELECT notice_id, tax_satang FROM payment WHERE NOT is_reversed
        UNION ALL
        SELECT notice_id, tax_satang FROM taxroll_remission WHERE municipality_id = %(municipality)s
        UNION ALL
        SELECT notice_id, tax_satang FROM taxroll_redivision WHERE municipality_id = %(municipality)s
    ) AS part ON part.notice_id = paper.id
    GROUP BY paper.debt_id
),
in_force AS (
    SELECT debt_id, bool_or(cancelled_at IS NULL) AS is_so FROM paper GROUP BY debt_id
),
reduced AS (
    SELECT notice_id, sum(amount_satang) AS satang
    FROM taxroll_transfer
    WHERE municipality_id = %(municipality)s AND kind = 'reduction'
    GROUP BY notice_id
),
open_notice AS (
    SELECT
        notice.id, notice.number,
        CASE WHEN in_force.is_so
            THEN greatest(0, notice.assessed_satang - coalesce(reduced.satang, 0) - coalesce(settled.satang, 0))
            ELSE 0
        END AS satang
    FROM taxroll_notice AS notice
    JOIN in_force ON in_force.debt_id = notice.id
    LEFT JOIN settled ON settled.debt_id = notice.id
    LEFT JOIN reduced ON reduced.notice_id = notice.id
    WHERE notice.municipality_id = %(municipality)s
),
posted AS (
    SELECT
        transfer.payment_id,
        coalesce(sum(amount_satang) FILTER (WHERE kind = 'tax'), 0) AS tax,
        coalesce(sum(amount_satang) FILTER (WHERE kind = 'penalty'), 0) AS penalty,
        coalesce(sum(amount_satang) FILTER (WHERE kind = 'surcharge'), 0) AS surcharge,
        coalesce(sum(amount_satang) FILTER (WHERE kind = 'surplus'), 0) AS surplus,
        coalesce(sum(amount_satang) FILTER (WHERE kind = 'reversal'), 0) AS reversed
    FROM taxroll_transfer AS transfer
    WHERE municipality_id = %(municipality)s AND payment_id IS NOT NULL
    GROUP BY transfer.payment_id
),
part AS (
    SELECT part.rule, payment.reference, part.expected, part.found
    FROM payment
    LEFT JOIN posted ON posted.payment_id = payment.id
    CROSS JOIN LATERAL (VALUES
        ('tax of payment', payment.tax_satang, coalesce(posted.tax, 0)),
        ('penalty of payment', payment.penalty_satang, coalesce(posted.penalty, 0)),
        ('surcharge of payment', payment.surcharge_satang, coalesce(posted.surcharge, 0)),
        ('surplus of payment', payment.surplus_satang, coalesce(posted.surplus, 0)),
        ('reversal of payment', CASE WHEN payment.is_reversed THEN payment.amount_satang ELSE 0 END, coalesce(posted.reversed, 0))
    ) AS part (rule, expected, found)
),
line AS (
    SELECT
        coalesce(sum(amount_satang), 0) AS received,
        coalesce(sum(amount_satang) FILTER (WHERE state IN ('waiting', 'suspense')), 0) AS unmatched
    FROM taxroll_bankline
    WHERE municipality_id = %(municipality)s
),
refund AS (
    SELECT
        coalesce(sum(amount_satang) FILTER (WHERE state = 'granted'), 0) AS granted,
        coalesce(sum(amount_satang) FILTER (WHERE state = 'paid'), 0) AS paid
    FROM taxroll_refund
    WHERE municipality_id = %(municipality)s
),
counter AS (
    SELECT coalesce(sum(amount_satang) FILTER (WHERE NOT is_reversed AND NOT is_of_a_file), 0) AS received FROM payment
),
sums AS (
    SELECT
        sum.rule, sum.expected,
        coalesce((SELECT sum(total.satang) FROM total WHERE total.kind = ANY(sum.kinds)), 0) * sum.sign AS found
    FROM line, refund, counter
    CROSS JOIN LATERAL (VALUES
        ('money in hand and at the bank', counter.received + line.received - refund.paid, ARRAY['cash', 'cheques', 'bank', 'qr_clearing'], 1),
        ('money not yet matched', line.unmatched, ARRAY['suspense'], -1),
        ('refunds to be paid out', refund.granted, ARRAY['refunds_payable'], -1)
    ) AS sum (rule, expected, kinds, sign)
)
SELECT 'open tax of notice', open_notice.number, open_notice.satang, coalesce(balance.satang, 0)
FROM open_notice
LEFT JOIN balance ON balance.notice_id = open_notice.id AND balance.kind = 'receivable'
WHERE open_notice.satang <> coalesce(balance.satang, 0)
UNION ALL
SELECT 'surplus below nothing', notice.number, 0, -balance.satang
FROM balance JOIN taxroll_notice AS notice ON notice.id = balance.notice_id
WHERE balance.kind = 'overpaid' AND balance.satang > 0
UNION ALL
SELECT rule, reference, expected, found FROM part WHERE expected <> found
UNION ALL
SELECT rule, '', expected, found FROM sums WHERE expected <> found
ORDER BY 1, 2
