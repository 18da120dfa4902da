-- Open incidents for the dispatcher's map.
SELECT jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(jsonb_build_object(
         'type', 'Feature', 'id', incident.id,
         'geometry', ST_AsGeoJSON(incident.point, 7)::jsonb,
         'properties', jsonb_build_object(
           'reference', c.reference, 'kind', incident.kind, 'state', incident.state, 'priority', incident.priority,
           'reported_at', incident.reported_at
         )) ORDER BY incident.id), '[]'::jsonb))::text
FROM incidents_incident AS incident
JOIN casework_case AS c ON c.id = incident.case_id
WHERE incident.municipality_id = %(municipality)s AND incident.state NOT IN ('resolved', 'merged')
