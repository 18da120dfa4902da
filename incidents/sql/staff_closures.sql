-- What is closed at a moment, for the staff's maps.
SELECT jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(jsonb_build_object(
         'type', 'Feature', 'id', closure.id,
         'geometry', ST_AsGeoJSON(closure.shape, 7)::jsonb,
         'properties', jsonb_build_object(
           'reason', closure.reason, 'note', closure.note, 'since', closure.since, 'until', closure.until,
           'incident', closure.incident_id
         )) ORDER BY closure.id), '[]'::jsonb))::text
FROM incidents_closure AS closure
WHERE closure.municipality_id = %(municipality)s
  AND closure.since <= %(at)s AND (closure.until IS NULL OR closure.until > %(at)s)
