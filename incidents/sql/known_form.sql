-- What a form became when it was sent before, told by its key: a report, or a held one.
SELECT (SELECT id FROM incidents_report WHERE municipality_id = %(municipality)s AND idempotency_key = %(key)s),
       (SELECT id FROM incidents_heldreport WHERE municipality_id = %(municipality)s AND idempotency_key = %(key)s)
