-- Buildings in force within some metres of any of these poles, each counted once.
SELECT count(*)
FROM gis_assets_buildingversion AS b
WHERE b.municipality_id = %(municipality)s AND b.valid @> %(on)s::date
  AND EXISTS (
    SELECT FROM gis_assets_utilitypoleversion AS p
    WHERE p.municipality_id = %(municipality)s AND p.valid @> %(on)s::date AND p.pole_id = ANY(%(poles)s)
      AND ST_DWithin(p.shape, b.shape, %(metres)s))
