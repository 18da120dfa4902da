-- Takes away those of some bills for which nothing was staged any more.
DELETE FROM taxroll_bill AS bill
WHERE bill.id = ANY(%(bills)s::int8[]) AND bill.roll_id = %(roll)s
    AND NOT EXISTS (SELECT FROM roll_debtor_stage AS debtor WHERE debtor.bill_id = bill.id)
