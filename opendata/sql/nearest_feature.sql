-- Where a layer is seen close by: the rectangle of the feature nearest to the middle of what it covers.
SELECT ST_XMin(near.geom), ST_YMin(near.geom), ST_XMax(near.geom), ST_YMax(near.geom)
FROM (
    SELECT feature.geom
    FROM ({layer}) AS feature, (SELECT ST_SetSRID(ST_Extent(every.geom), 4326) AS box FROM ({layer}) AS every) AS whole
    ORDER BY feature.geom <-> ST_Centroid(whole.box::geometry)
    LIMIT 1
) AS near
