SELECT ST_XMin(whole), ST_YMin(whole), ST_XMax(whole), ST_YMax(whole)
FROM (SELECT ST_Extent(feature.geom) AS whole FROM ({layer}) AS feature) AS extent
WHERE whole IS NOT NULL
