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
paid AS (
    SELECT notice_id, sum(tax_satang) AS tax_satang
    FROM taxroll_payment
    WHERE municipality_id = %(municipality)s
    GROUP BY notice_id
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
        CASE WHEN notice.cancelled_at IS NULL
            THEN greatest(0, bill.payable_satang - coalesce(reduced.satang, 0) - coalesce(paid.tax_satang, 0))
            ELSE 0
        END AS satang
    FROM taxroll_notice AS notice
    JOIN taxroll_bill AS bill ON bill.id = notice.bill_id
    LEFT JOIN paid ON paid.notice_id = notice.id
    LEFT JOIN reduced ON reduced.notice_id = notice.id
    WHERE notice.municipality_id = %(municipality)s
),
posted AS (
    SELECT
        payment_id,
        coalesce(sum(amount_satang) FILTER (WHERE kind = 'tax'), 0) AS tax,
        coalesce(sum(amount_satang) FILTER (WHERE kind = 'penalty'), 0) AS penalty,
        coalesce(sum(amount_satang) FILTER (WHERE kind = 'surcharge'), 0) AS surcharge
    FROM taxroll_transfer
    WHERE municipality_id = %(municipality)s AND payment_id IS NOT NULL
    GROUP BY payment_id
),
part AS (
    SELECT payment.reference, part.rule, part.expected, part.found
    FROM taxroll_payment AS payment
    LEFT JOIN posted ON posted.payment_id = payment.id
    CROSS JOIN LATERAL (VALUES
        ('tax of payment', payment.tax_satang, coalesce(posted.tax, 0)),
        ('penalty of payment', payment.penalty_satang, coalesce(posted.penalty, 0)),
        ('surcharge of payment', payment.surcharge_satang, coalesce(posted.surcharge, 0))
    ) AS part (rule, expected, found)
    WHERE payment.municipality_id = %(municipality)s
)
SELECT 'open tax of notice', open_notice.number, open_notice.satang, coalesce(balance.satang, 0)
FROM open_notice
LEFT JOIN balance ON balance.notice_id = open_notice.id AND balance.kind = 'receivable'
WHERE open_notice.satang <> coalesce(balance.satang, 0)
UNION ALL
SELECT rule, reference, expected, found FROM part WHERE expected <> found
ORDER BY 1, 2
