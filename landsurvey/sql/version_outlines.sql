-- The outlines of a parcel's versions as SVG paths in metres, all moved to one corner, and the size of the sheet.
WITH version AS (
    SELECT id, shape FROM gis_assets_parcelversion WHERE parcel_id = %(parcel)s
),
sheet AS (
    SELECT ST_Extent(shape)::box2d AS box FROM version
)
SELECT version.id, ST_AsSVG(ST_Translate(version.shape, -ST_XMin(box), -ST_YMax(box)), 0, 2),
    ST_XMax(box) - ST_XMin(box), ST_YMax(box) - ST_YMin(box)
FROM version, sheet
