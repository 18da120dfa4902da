-- The closed stretches of roads that are not over before the day, with when they count.
SELECT since, until, road, from_fraction, to_fraction
FROM incidents_closed_stretches(%(municipality)s::bigint, %(on)s::date)
