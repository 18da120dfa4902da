-- Open incidents for everybody: what and where, to the hour; on the pole where there is one, else
-- within some fifty metres, since a place may tell who reported it. No words, no telephone.
SELECT md5('incident:' || incident.id) AS id,
       coalesce(pole.shape_wgs84, ST_SnapToGrid(incident.point, 0.0005)) AS geom,
       incident.kind,
       incident.state,
       date_trunc('hour', incident.reported_at) AS reported_hour
FROM incidents_incident AS incident
LEFT JOIN gis_assets_utilitypoleversion AS pole
  ON pole.pole_id = incident.pole_id AND pole.valid @> %(on)s::date AND pole.municipality_id = incident.municipality_id
WHERE incident.municipality_id = %(municipality)s AND incident.state NOT IN ('resolved', 'merged')
