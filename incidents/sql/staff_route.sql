-- The way given to the crew that has the incident now.
SELECT jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(jsonb_build_object(
         'type', 'Feature', 'id', assignment.id,
         'geometry', ST_AsGeoJSON(assignment.route, 7)::jsonb,
         'properties', jsonb_build_object(
           'call_sign', crew.call_sign, 'seconds', assignment.expected_seconds, 'metres', assignment.distance_m
         ))), '[]'::jsonb))::text
FROM incidents_assignment AS assignment
JOIN incidents_responder AS crew ON crew.id = assignment.responder_id
WHERE assignment.municipality_id = %(municipality)s AND assignment.incident_id = %(incident)s
  AND assignment.released_at IS NULL AND assignment.route IS NOT NULL
