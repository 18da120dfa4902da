-- How many features, and the rectangle around them.
SELECT whole.features, ST_XMin(whole.box), ST_YMin(whole.box), ST_XMax(whole.box), ST_YMax(whole.box)
FROM (SELECT count(*) AS features, ST_Extent(feature.geom) AS box FROM ({layer}) AS feature) AS whole
