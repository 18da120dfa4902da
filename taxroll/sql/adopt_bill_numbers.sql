-- Staged lines take the numbers of the bills that they belong to.
UPDATE roll_line_stage AS line
SET bill_number = debtor.bill_number
FROM roll_debtor_stage AS debtor
WHERE debtor.staged_number = line.bill_number AND debtor.bill_number <> line.bill_number
