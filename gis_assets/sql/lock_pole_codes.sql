-- Codes of poles are given out by one transaction of a municipality at a time; the lock ends with it.
SELECT pg_advisory_xact_lock(hashtext('gis_assets.pole_codes'), %(municipality)s::integer)
