-- Takes off each bill of a supplementary draft what the sealed rolls of the year ask the same debtor for: the bills above
-- nothing less what was lowered since (decisions, and supplements that were taken off a notice), and less what an earlier
-- supplement gives back that is still to be taken off, as far as its own sum goes (`collection.crediting`).
WITH sealed AS (
    SELECT bill.id, bill.parties, bill.payable_satang, bill.charged_before_satang, roll.sequence, roll.uid
    FROM taxroll_roll AS supplement
    JOIN taxroll_roll AS roll
        ON roll.municipality_id = supplement.municipality_id AND roll.tax = supplement.tax AND roll.tax_year_be = supplement.tax_year_be AND roll.status = 'sealed'
    JOIN taxroll_bill AS bill ON bill.roll_id = roll.id
    WHERE supplement.id = %(roll)s
),
reduction AS (
    SELECT sealed.id AS bill_id, sealed.parties, transfer.reference, transfer.amount_satang
    FROM sealed
    JOIN taxroll_notice AS notice ON notice.bill_id = sealed.id
    JOIN taxroll_transfer AS transfer ON transfer.notice_id = notice.id AND transfer.kind = 'reduction'
),
lowered AS (
    SELECT bill_id, sum(amount_satang) AS satang FROM reduction GROUP BY bill_id
),
asked AS (
    SELECT sealed.parties, sealed.sequence, sealed.payable_satang - coalesce(lowered.satang, 0) AS satang
    FROM sealed
    LEFT JOIN lowered ON lowered.bill_id = sealed.id
    WHERE sealed.payable_satang > 0
),
waiting AS (
    SELECT
        less.parties,
        greatest(0, least(
            -less.payable_satang - coalesce((SELECT sum(amount_satang) FROM reduction WHERE reference = less.uid AND reduction.parties = less.parties), 0),
            coalesce((SELECT sum(asked.satang) FROM asked WHERE asked.parties = less.parties AND asked.sequence < less.sequence), 0)
                - less.payable_satang - less.charged_before_satang
        )) AS satang
    FROM sealed AS less
    WHERE less.payable_satang < 0
),
charged AS (
    SELECT parties, greatest(0, sum(satang))::bigint AS satang
    FROM (SELECT parties, satang FROM asked UNION ALL SELECT parties, -satang FROM waiting) AS part
    GROUP BY parties
)
UPDATE taxroll_bill AS bill
SET charged_before_satang = charged.satang, payable_satang = bill.payable_satang - charged.satang
FROM charged
WHERE bill.roll_id = %(roll)s AND charged.parties = bill.parties
