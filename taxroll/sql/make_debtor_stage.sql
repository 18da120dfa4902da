-- What `stage_debtors.sql` fills; it stays on its connection, empty between transactions.
CREATE TEMPORARY TABLE IF NOT EXISTS roll_debtor_stage (staged_number int8, bill_id int8, bill_number int8, parties int8[])
ON COMMIT DELETE ROWS
