-- Buildings said to stand on these parcels whose footprint lies in another parcel of the day: version and that parcel.
WITH said AS MATERIALIZED (
    SELECT id, on_parcel_id, ST_PointOnSurface(shape_wgs84) AS inside
    FROM gis_assets_buildingversion
    WHERE municipality_id = %(municipality)s AND on_parcel_id = ANY(%(parcels)s::bigint[])
        AND valid @> %(on)s::date AND lower(valid) < %(on)s::date
)
SELECT DISTINCT ON (said.id) said.id, plot.parcel_id
FROM said
JOIN gis_assets_parcelversion plot
    ON plot.municipality_id = %(municipality)s AND plot.valid @> %(on)s::date AND ST_Intersects(plot.shape_wgs84, said.inside)
WHERE NOT EXISTS (
    SELECT FROM gis_assets_parcelversion own
    WHERE own.parcel_id = said.on_parcel_id AND own.valid @> %(on)s::date AND ST_Intersects(own.shape_wgs84, said.inside)
)
ORDER BY said.id, plot.parcel_id
