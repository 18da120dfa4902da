-- The marks of a municipality's roads and closures; no row while nothing was ever changed.
SELECT roads::text, closures::text FROM incidents_networkstate WHERE municipality_id = %(municipality)s
