-- First versions of buildings that nobody knew: their outline where one was said (WKT in longitude and latitude). Others,
-- found in the field, get a square of the ground floor's size where they were seen, or, when that lies outside, at a point
-- on the parcel; cut to the parcel and marked as a sketch.
INSERT INTO gis_assets_buildingversion (
    municipality_id, building_id, valid, source_id, recorded_at, on_parcel_id, house_number, treasury_type, material_class,
    storeys, floor_area_m2, built_year_be, agriculture_m2, residential_m2, other_m2, vacant_m2, is_sketched, shape
)
SELECT %(municipality)s, said.building, daterange(%(on)s::date, NULL), said.source, %(at)s, said.parcel, said.house_number,
    said.treasury_type, said.material_class, said.storeys, said.floor_area_m2, said.built_year_be, said.agriculture_m2,
    said.residential_m2, said.other_m2, said.vacant_m2,
    said.outline IS NULL,
    CASE WHEN said.outline IS NULL THEN ST_Multi(ST_CollectionExtract(ST_Intersection(
        plot.shape, ST_Expand(place.middle, sqrt(said.floor_area_m2 / greatest(said.storeys, 1))::float8 / 2)
    ), 3))
    ELSE ST_Multi(ST_Transform(ST_GeomFromText(said.outline, 4326), ST_SRID(plot.shape))) END
FROM jsonb_to_recordset(%(rows)s::jsonb) AS said (
    building bigint, parcel bigint, source bigint, place jsonb, house_number text, treasury_type text, material_class text,
    storeys numeric, floor_area_m2 numeric, built_year_be int, agriculture_m2 numeric, residential_m2 numeric,
    other_m2 numeric, vacant_m2 numeric, outline text
)
JOIN gis_assets_parcelversion plot ON plot.parcel_id = said.parcel AND plot.valid @> %(on)s::date
CROSS JOIN LATERAL (
    SELECT ST_Transform(
        ST_SetSRID(ST_MakePoint((said.place ->> 0)::float8, (said.place ->> 1)::float8), 4326), ST_SRID(plot.shape)
    ) AS point
) AS seen
CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Intersects(plot.shape, seen.point) THEN seen.point ELSE ST_PointOnSurface(plot.shape) END AS middle
) AS place
