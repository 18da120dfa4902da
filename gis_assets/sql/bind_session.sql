-- Binds the session to a municipality and a person, and tells to which it was bound before.
WITH before AS MATERIALIZED (
  SELECT current_setting('app.municipality', true) AS municipality, current_setting('app.user', true) AS person
)
SELECT coalesce(municipality, ''), coalesce(person, ''),
       set_config('app.municipality', %(municipality)s, false), set_config('app.user', %(person)s, false)
FROM before
