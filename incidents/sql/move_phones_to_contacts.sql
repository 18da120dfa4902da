-- The owner of the tables is bound to no municipality here: the lock is taken off for this one statement.
ALTER TABLE incidents_report NO FORCE ROW LEVEL SECURITY;
INSERT INTO incidents_contact (municipality_id, report_id, phone, email)
SELECT municipality_id, id, phone, '' FROM incidents_report WHERE phone <> '';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE incidents_report FORCE ROW LEVEL SECURITY
