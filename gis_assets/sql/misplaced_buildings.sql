-- Buildings said to stand on a parent whose footprint lies in one of its children: version and that child.
WITH said AS MATERIALIZED (
    SELECT id, on_parcel_id, ST_PointOnSurface(shape_wgs84) AS inside
    FROM gis_assets_buildingversion
    WHERE municipality_id = %(municipality)s AND on_parcel_id = ANY(%(parcels)s::bigint[])
        AND valid @> %(on)s::date AND lower(valid) < %(on)s::date
)
SELECT DISTINCT ON (said.id) said.id, l.child_id
FROM said
JOIN gis_assets_parcellineage l ON l.parent_id = said.on_parcel_id AND l.source_id = %(source)s
JOIN gis_assets_parcelversion plot ON plot.parcel_id = l.child_id AND plot.valid @> %(on)s::date
WHERE ST_Intersects(plot.shape_wgs84, said.inside)
ORDER BY said.id, l.child_id
