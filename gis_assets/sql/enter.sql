-- The municipality that is asked for (the chosen one, else the host's, else the installation's), the person with that number if
-- active, her roles there, and what this session was bound to before. With `binds` the session is from now bound to both, before
-- the roles are looked for: a person sees her own. Always one row.
WITH before AS MATERIALIZED (
  SELECT current_setting('app.municipality', true) AS municipality, current_setting('app.user', true) AS person
),
found AS MATERIALIZED (
  SELECT town.id, town.dla_code, town.name_th, town.name_en, town.utm_epsg, town.settings,
         person.id AS person_id, person.password, person.last_login, person.is_superuser, person.username, person.first_name,
         person.last_name, person.email, person.is_staff, person.is_active, person.date_joined,
         CASE WHEN %(binds)s THEN set_config('app.municipality', coalesce(town.id::text, ''), false) END AS bound_town,
         CASE WHEN %(binds)s THEN set_config('app.user', coalesce(person.id::text, ''), false) END AS bound_person,
         before.municipality AS municipality_before, before.person AS person_before
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
)
SELECT coalesce(municipality_before, ''), coalesce(person_before, ''),
       id, dla_code, name_th, name_en, utm_epsg, settings,
       person_id, password, last_login, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined,
       ARRAY(SELECT role FROM gis_assets_membership AS held WHERE held.user_id = found.person_id AND held.municipality_id = found.id)
FROM found
