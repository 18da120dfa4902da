-- The municipality that is asked for (the chosen one, else the host's, else the installation's), the person with that number if
-- active, and what this session was bound to before. With `binds` the session is from now bound to both. Always one row.
WITH before AS MATERIALIZED (
  SELECT current_setting('app.municipality', true) AS municipality, current_setting('app.user', true) AS person
)
SELECT coalesce(before.municipality, ''), coalesce(before.person, ''),
       town.id, town.dla_code, town.name_th, town.name_en, town.utm_epsg, town.settings,
       person.id, person.password, person.last_login, person.is_superuser, person.username, person.first_name,
       person.last_name, person.email, person.is_staff, person.is_active, person.date_joined,
       CASE WHEN %(binds)s THEN set_config('app.municipality', coalesce(town.id::text, ''), false) END,
       CASE WHEN %(binds)s THEN set_config('app.user', coalesce(person.id::text, ''), false) END
FROM before
LEFT JOIN LATERAL (
  SELECT id, dla_code, name_th, name_en, utm_epsg, settings,
         coalesce(settings->'hosts' @> to_jsonb(%(host)s::text), false) AS is_of_host
  FROM gis_assets_municipality
  WHERE dla_code IN (%(chosen)s, %(installation)s) OR settings->'hosts' @> to_jsonb(%(host)s::text)
  ORDER BY dla_code = %(chosen)s DESC, is_of_host DESC
  LIMIT 1
) AS town ON true
LEFT JOIN auth_user AS person ON person.id = %(person)s AND person.is_active
