-- One report at a time is matched with the open incidents of a municipality; the lock ends with the transaction.
SELECT pg_advisory_xact_lock(hashtext('incidents.triage'), %(municipality)s::integer)
