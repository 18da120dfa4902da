-- Open incidents of one kind around a place, by metres on the ground; the index incident_open_place answers it.
SELECT incident.id, ST_Distance(incident.point::geography, here.place) AS away
FROM incidents_incident AS incident,
     (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography AS place) AS here
WHERE incident.municipality_id = %(municipality)s
  AND incident.kind = %(kind)s
  AND incident.state <> 'resolved' AND incident.state <> 'merged'
  AND ST_DWithin(incident.point::geography, here.place, %(metres)s)
ORDER BY away, incident.id
LIMIT 5
