-- Takes off each bill of a supplementary draft what the sealed rolls of the year have charged the same debtor, less
-- what decisions on objections have lowered since: that is not charged any more.
WITH lowered AS (
    SELECT notice.bill_id, sum(transfer.amount_satang) AS satang
    FROM taxroll_transfer AS transfer
    JOIN taxroll_notice AS notice ON notice.id = transfer.notice_id
    WHERE transfer.kind = 'reduction'
    GROUP BY notice.bill_id
), charged AS (
    SELECT bill.parties, sum(bill.payable_satang - coalesce(lowered.satang, 0))::bigint AS satang
    FROM taxroll_roll AS supplement
    JOIN taxroll_roll AS roll
        ON roll.municipality_id = supplement.municipality_id AND roll.tax_year_be = supplement.tax_year_be AND roll.status = 'sealed'
    JOIN taxroll_bill AS bill ON bill.roll_id = roll.id
    LEFT JOIN lowered ON lowered.bill_id = bill.id
    WHERE supplement.id = %(roll)s
    GROUP BY bill.parties
)
UPDATE taxroll_bill AS bill
SET charged_before_satang = charged.satang, payable_satang = bill.payable_satang - charged.satang
FROM charged
WHERE bill.roll_id = %(roll)s AND charged.parties = bill.parties
