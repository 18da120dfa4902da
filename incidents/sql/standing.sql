-- An incident, the marks of its municipality's roads, and the crews on duty: where each was last seen and how many incidents it
-- has. A row for each crew; one without a crew where none is on duty, none where there is no such incident.
SELECT incident.state, incident.kind, ST_X(incident.point), ST_Y(incident.point), marks.roads::text, marks.closures::text,
       crew.id, crew.call_sign, crew.vehicle, ST_X(crew.position), ST_Y(crew.position),
       extract(epoch FROM crew.position_at)::double precision,
       (SELECT count(*) FROM incidents_assignment AS held WHERE held.responder_id = crew.id AND held.released_at IS NULL)
FROM incidents_incident AS incident
LEFT JOIN incidents_networkstate AS marks ON marks.municipality_id = incident.municipality_id
LEFT JOIN incidents_responder AS crew ON crew.municipality_id = incident.municipality_id AND crew.is_on_duty
WHERE incident.id = %(incident)s AND incident.municipality_id = %(municipality)s
ORDER BY crew.call_sign
