-- In which square of the municipality's own grid each case of the period lies; the side is in metres.
SELECT c.id,
       floor(ST_X(ST_Transform(c.point, m.utm_epsg)) / %(side)s)::int8,
       floor(ST_Y(ST_Transform(c.point, m.utm_epsg)) / %(side)s)::int8
FROM casework_case c
JOIN gis_assets_municipality m ON m.id = c.municipality_id
WHERE c.municipality_id = %(municipality)s
  AND c.opened_at >= %(since)s
  AND c.opened_at < %(until)s
  AND c.point IS NOT NULL
