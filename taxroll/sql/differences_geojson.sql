-- The largest differences with a shape, as one GeoJSON text; sums in satang, no person.
WITH drawn AS (
    SELECT found.*, plot.shape_wgs84
    FROM roll_differences(%(before)s, %(after)s) AS found
    JOIN gis_assets_parcelversion AS plot ON plot.id = found.parcel_version_id
    WHERE (%(reason)s = '' OR %(reason)s = ANY(reasons)) AND abs(after_payable - before_payable) >= %(least)s
    ORDER BY abs(after_payable - before_payable) DESC, found.code
    LIMIT %(most)s
)
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(ST_AsGeoJSON(feature, 'geom', 6), ','), '') || ']}'
FROM (
    SELECT shape_wgs84 AS geom, code, after_payable - before_payable AS change, before_payable, after_payable, array_to_string(reasons, ' ') AS reasons
    FROM drawn
) AS feature
