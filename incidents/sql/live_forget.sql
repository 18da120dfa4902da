-- Forgets the events up to an instant, and with them all of older transactions, so that what is kept has no gaps.
DELETE FROM incidents_liveevent
WHERE municipality_id = %(municipality)s
  AND transaction <= (
    SELECT max(transaction) FROM incidents_liveevent WHERE municipality_id = %(municipality)s AND at < %(before)s
  )
