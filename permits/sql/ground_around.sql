-- All that the register knows on a day inside a box (degrees), one row a thing: what it is, its number, its facts, its
-- shape and, of a pole, the place of the pole upstream of it. Shapes are in the municipality's grid. Waters and areas
-- may be as large as the town: what lies beyond the boxes is cut off.
WITH box AS (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326) AS near,
           ST_MakeEnvelope(%(wide_west)s, %(wide_south)s, %(wide_east)s, %(wide_north)s, 4326) AS wide
)
SELECT 'code' AS kind, 0::bigint AS key, jsonb_build_object('code', dla_code) AS facts, NULL::bytea AS shape, NULL::bytea AS upstream
FROM gis_assets_municipalitycode
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
UNION ALL
SELECT 'zoned', 0, jsonb_build_object('is_zoned', EXISTS (
    SELECT FROM permits_planningarea
    WHERE municipality_id = %(municipality)s AND kind = 'zone' AND valid @> %(on)s::date
)), NULL, NULL
UNION ALL
SELECT 'parcel', parcel_id, jsonb_build_object('code', code, 'accuracy_class', accuracy_class, 'document_type', document_type),
       ST_AsBinary(ST_Transform(shape, %(epsg)s)), NULL
FROM gis_assets_parcelversion
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND shape_wgs84 && (SELECT near FROM box)
UNION ALL
SELECT 'road', road_id, jsonb_build_object('name', coalesce(nullif(name_th, ''), name_en), 'road_class', road_class),
       ST_AsBinary(ST_Transform(shape, %(epsg)s)), NULL
FROM gis_assets_roadsegmentversion
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND shape_wgs84 && (SELECT near FROM box)
UNION ALL
SELECT 'water', id, jsonb_build_object('name', coalesce(nullif(name_th, ''), name_en)),
       ST_AsBinary(ST_Transform(ST_ClipByBox2D(shape_wgs84, (SELECT wide FROM box)), %(epsg)s)), NULL
FROM gis_assets_landcover
WHERE municipality_id = %(municipality)s AND kind = 'water' AND shape_wgs84 && (SELECT wide FROM box)
UNION ALL
SELECT 'building', building_id, jsonb_build_object('on_parcel', on_parcel_id, 'storeys', storeys),
       ST_AsBinary(ST_Transform(shape, %(epsg)s)), NULL
FROM gis_assets_buildingversion
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND shape_wgs84 && (SELECT near FROM box)
UNION ALL
SELECT 'pole', stands.pole_id, jsonb_build_object('code', pole.code, 'kind', stands.kind),
       ST_AsBinary(ST_Transform(stands.shape, %(epsg)s)), ST_AsBinary(ST_Transform(upstream.shape, %(epsg)s))
FROM gis_assets_utilitypoleversion AS stands
JOIN gis_assets_utilitypole AS pole ON pole.id = stands.pole_id
LEFT JOIN gis_assets_utilitypoleversion AS upstream
       ON upstream.pole_id = stands.upstream_pole_id AND upstream.municipality_id = %(municipality)s
      AND upstream.valid @> %(on)s::date AND upstream.state <> 'removed'
WHERE stands.municipality_id = %(municipality)s AND stands.valid @> %(on)s::date AND stands.state <> 'removed'
  AND stands.shape_wgs84 && (SELECT wide FROM box)
UNION ALL
SELECT 'area', id, jsonb_build_object(
           'kind', kind, 'code', code, 'name', name_th, 'name_en', name_en, 'allowed', allowed, 'denied', denied,
           'most_height_m', most_height_m, 'most_storeys', most_storeys, 'citation', citation, 'doubt', doubt
       ),
       ST_AsBinary(ST_Transform(ST_ClipByBox2D(shape, (SELECT near FROM box)), %(epsg)s)), NULL
FROM permits_planningarea
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND shape && (SELECT near FROM box)
UNION ALL
SELECT 'petition', petition.id,
       jsonb_build_object('tracking', petition.tracking, 'service', petition.service, 'parcel', petition.parcel_id),
       ST_AsBinary(ST_Transform(coalesce(petition.footprint, petition.place), %(epsg)s)), NULL
FROM permits_petition AS petition
JOIN LATERAL (
    SELECT step.code FROM casework_step AS step
    WHERE step.case_id = petition.case_id ORDER BY step.entered_at DESC, step.id DESC LIMIT 1
) AS last ON true
WHERE petition.municipality_id = %(municipality)s AND petition.id <> %(apart_from)s
  AND (petition.parcel_id = %(parcel)s OR petition.footprint && (SELECT near FROM box) OR petition.place && (SELECT near FROM box))
  AND NOT last.code = ANY(%(closed)s)
  -- The use of a road is over with its last day.
  AND (petition.place IS NULL OR NOT EXISTS (
      SELECT FROM permits_permit AS permit WHERE permit.petition_id = petition.id AND permit.valid_until < %(on)s::date))
ORDER BY kind, key
