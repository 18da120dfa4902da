-- Confirmed outages and planned works going on, for the staff's maps; suspects are no rows and are added to these.
-- Only planned: works going on and to come, without outages.
SELECT jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(jsonb_build_object(
         'type', 'Feature', 'id', thing.id, 'geometry', ST_AsGeoJSON(thing.place, 7)::jsonb,
         'properties', jsonb_build_object('state', thing.state, 'code', thing.code)
       ) ORDER BY thing.id), '[]'::jsonb) || %(suspects)s::jsonb)::text
FROM (
  SELECT 'outage-' || o.id AS id, o.point AS place, 'confirmed' AS state, coalesce(n.code, p.code) AS code
  FROM incidents_outage AS o
  LEFT JOIN gis_assets_gridnode AS n ON n.id = o.node_id
  LEFT JOIN gis_assets_utilitypole AS p ON p.id = o.pole_id
  WHERE o.municipality_id = %(municipality)s AND o.restored_at IS NULL AND o.withdrawn_at IS NULL
    AND NOT %(is_only_planned)s
  UNION ALL
  SELECT 'planned-' || w.id, coalesce(w.area, nv.shape_wgs84, pv.shape_wgs84), 'planned', w.reason
  FROM incidents_plannedwork AS w
  LEFT JOIN gis_assets_gridnodeversion AS nv ON nv.node_id = w.node_id AND nv.valid @> %(on)s::date
  LEFT JOIN gis_assets_utilitypoleversion AS pv ON pv.pole_id = w.pole_id AND pv.valid @> %(on)s::date
  WHERE w.municipality_id = %(municipality)s AND w.cancelled_at IS NULL AND w.ends_at > %(at)s
    AND (%(is_only_planned)s OR w.starts_at <= %(at)s)
) AS thing
WHERE thing.place IS NOT NULL
