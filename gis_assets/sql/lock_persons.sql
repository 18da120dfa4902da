-- Persons with a number are entered by one transaction of a municipality at a time; the lock ends with it.
SELECT pg_advisory_xact_lock(hashtext('gis_assets.persons'), %(municipality)s::integer)
