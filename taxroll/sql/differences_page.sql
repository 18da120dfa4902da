-- Differences, the largest first, with a point (lon,lat) of the parcel.
SELECT
    found.code,
    (SELECT ST_X(point) || ',' || ST_Y(point) FROM ST_PointOnSurface(plot.shape_wgs84) AS point),
    before_value, after_value, before_payable, after_payable, reasons
FROM roll_differences(%(before)s, %(after)s) AS found
LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = found.parcel_version_id
WHERE (%(reason)s = '' OR %(reason)s = ANY(reasons)) AND abs(after_payable - before_payable) >= %(least)s
ORDER BY abs(after_payable - before_payable) DESC, found.code, found.parcel_id, found.building_id
LIMIT %(limit)s OFFSET %(offset)s
