-- All differences together and the box around them in degrees.
SELECT
    count(*), coalesce(sum(before_payable), 0), coalesce(sum(after_payable), 0),
    count(*) FILTER (WHERE after_payable > before_payable), count(*) FILTER (WHERE after_payable < before_payable),
    ST_XMin(ST_Extent(plot.shape_wgs84)), ST_YMin(ST_Extent(plot.shape_wgs84)), ST_XMax(ST_Extent(plot.shape_wgs84)), ST_YMax(ST_Extent(plot.shape_wgs84))
FROM roll_differences(%(before)s, %(after)s) AS found
LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = found.parcel_version_id
WHERE (%(reason)s = '' OR %(reason)s = ANY(reasons)) AND abs(after_payable - before_payable) >= %(least)s
