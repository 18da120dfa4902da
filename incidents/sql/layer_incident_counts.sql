-- Incidents of the last three years by month, kind and cell of 500 m, thirty days late, so that neither a place nor a day
-- tells who reported. A group of fewer than three is left out; no sums of groups are told from which it could be had.
SELECT
    'cell-' || x * 500 || '-' || y * 500 || '-' || kind || '-' || to_char(month, 'YYYY-MM') AS id,
    ST_Multi(ST_Transform(ST_MakeEnvelope(x * 500, y * 500, x * 500 + 500, y * 500 + 500, utm_epsg), 4326)) AS geom,
    kind,
    month,
    count(*) AS incidents
FROM (
    SELECT incident.kind, town.utm_epsg, date_trunc('month', incident.reported_at AT TIME ZONE 'Asia/Bangkok')::date AS month,
        floor(ST_X(ST_Transform(incident.point, town.utm_epsg)) / 500)::int AS x,
        floor(ST_Y(ST_Transform(incident.point, town.utm_epsg)) / 500)::int AS y
    FROM incidents_incident AS incident
    JOIN gis_assets_municipality AS town ON town.id = incident.municipality_id
    WHERE incident.municipality_id = %(municipality)s AND incident.state <> 'merged'
) AS placed
WHERE month + interval '1 month 30 days' <= %(on)s::date AND month > %(on)s::date - interval '3 years'
GROUP BY kind, month, x, y, utm_epsg
HAVING count(*) >= 3
