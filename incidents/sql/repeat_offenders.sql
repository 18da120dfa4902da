-- Poles, transformers or feeders by incidents a year since a day; the years are those in which the pole was known here.
-- Days are those of the town's clock. An incident that was joined to another is counted there. The transformer and feeder
-- are those in force on the day asked.
WITH counted AS (
  SELECT CASE %(by)s WHEN 'pole' THEN p.code WHEN 'transformer' THEN t.code ELSE f.code END AS code,
         i.id, i.kind, i.reported_at, i.pole_id, v.shape_wgs84 AS place,
         (SELECT min(lower(e.valid)) FROM gis_assets_utilitypoleversion e WHERE e.pole_id = i.pole_id) AS known_since
  FROM incidents_incident AS i
  JOIN gis_assets_utilitypole AS p ON p.id = i.pole_id
  JOIN gis_assets_utilitypoleversion AS v
    ON v.pole_id = i.pole_id AND v.municipality_id = i.municipality_id AND v.valid @> %(until)s::date
  LEFT JOIN gis_assets_gridnode AS t ON t.id = v.transformer_id
  LEFT JOIN gis_assets_gridnode AS f ON f.id = v.feeder_id
  WHERE i.municipality_id = %(municipality)s AND i.state <> 'merged'
    AND i.reported_at >= %(since)s::date::timestamp AT TIME ZONE %(zone)s
    AND i.reported_at < (%(until)s::date + 1)::timestamp AT TIME ZONE %(zone)s
    AND (%(kind)s::text = '' OR i.kind = %(kind)s::text)
)
SELECT code, count(*) AS incidents, count(DISTINCT pole_id) AS poles, max(reported_at) AS last_at,
       (%(until)s::date + 1 - greatest(%(since)s::date, min(known_since)))::float8 / 365.25 AS years,
       ST_X(ST_Centroid(ST_Collect(place))) AS lon, ST_Y(ST_Centroid(ST_Collect(place))) AS lat
FROM counted
WHERE code IS NOT NULL
GROUP BY code
HAVING count(*) > 1
ORDER BY count(*) / greatest((%(until)s::date + 1 - greatest(%(since)s::date, min(known_since)))::float8, 1) DESC, code
LIMIT 50
