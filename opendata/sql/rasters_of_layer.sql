-- The open rasters of a layer, each with its file and the rectangle around it, the newest survey first.
SELECT feature.id, feature.file, feature.size_bytes, feature.made_at,
    ST_XMin(feature.geom), ST_YMin(feature.geom), ST_XMax(feature.geom), ST_YMax(feature.geom), {columns}
FROM ({layer}) AS feature
ORDER BY feature.surveyed_date DESC NULLS LAST, feature.made_at DESC, feature.id
