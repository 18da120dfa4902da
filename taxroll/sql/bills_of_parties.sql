-- The bills of a roll on which some of these parties stand, and how many lines each has.
SELECT bill.id, count(line.id), bill.payable_satang
FROM taxroll_bill AS bill
LEFT JOIN taxroll_rollline AS line ON line.bill_id = bill.id
WHERE bill.roll_id = %(roll)s AND bill.parties && %(parties)s::int8[]
GROUP BY bill.id
ORDER BY bill.id
