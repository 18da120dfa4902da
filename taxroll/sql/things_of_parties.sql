-- What some parties hold on a day (kind 0 plot, 1 building, 2 unit of a condominium), with what must be seen to value it: the
-- plots under their buildings and units, and every building and unit on their plots. A building without a right of its own
-- goes with its plot. What stood on their bills before (`plots`, `houses`, `units`) counts as theirs, so that nothing is lost
-- when nobody holds it any more. Whole numbers only.
WITH held AS MATERIALIZED (
    SELECT parcel_id, building_id, unit_id
    FROM gis_assets_right
    WHERE municipality_id = %(municipality)s AND party_id = ANY(%(parties)s::int8[]) AND valid @> %(on)s::date
        AND (parcel_id IS NULL OR kind <> 'building_owner')
    UNION ALL
    SELECT former, NULL, NULL FROM unnest(%(plots)s::int8[]) AS former
    UNION ALL
    SELECT NULL, former, NULL FROM unnest(%(houses)s::int8[]) AS former
    UNION ALL
    SELECT NULL, NULL, former FROM unnest(%(units)s::int8[]) AS former
),
home AS MATERIALIZED (
    SELECT version.id, version.unit_id, version.on_parcel_id, version.in_building_id
    FROM held
    JOIN gis_assets_unitversion AS version ON version.unit_id = held.unit_id AND version.valid @> %(on)s::date
),
plot AS MATERIALIZED (
    SELECT parcel_id FROM held WHERE parcel_id IS NOT NULL
    UNION
    SELECT house.on_parcel_id
    FROM (SELECT building_id FROM held UNION SELECT in_building_id FROM home) AS below
    JOIN gis_assets_buildingversion AS house ON house.building_id = below.building_id AND house.valid @> %(on)s::date
    WHERE house.on_parcel_id IS NOT NULL
    UNION
    SELECT on_parcel_id FROM home WHERE on_parcel_id IS NOT NULL
),
house AS MATERIALIZED (
    SELECT version.id, version.building_id, version.on_parcel_id
    FROM plot
    JOIN gis_assets_buildingversion AS version ON version.on_parcel_id = plot.parcel_id AND version.valid @> %(on)s::date
    UNION
    SELECT version.id, version.building_id, version.on_parcel_id
    FROM held
    JOIN gis_assets_buildingversion AS version ON version.building_id = held.building_id AND version.valid @> %(on)s::date
),
flat AS MATERIALIZED (
    SELECT id, unit_id FROM home
    UNION
    SELECT version.id, version.unit_id
    FROM plot
    JOIN gis_assets_unitversion AS version ON version.on_parcel_id = plot.parcel_id AND version.valid @> %(on)s::date
    UNION
    SELECT version.id, version.unit_id
    FROM house
    JOIN gis_assets_unitversion AS version ON version.in_building_id = house.building_id AND version.valid @> %(on)s::date
)
SELECT
    0::int8 AS kind,
    plot.parcel_id::int8 AS thing,
    version.id::int8 AS version,
    (plot.parcel_id IN (SELECT parcel_id FROM held WHERE parcel_id IS NOT NULL))::int::int8 AS is_theirs
FROM plot
JOIN gis_assets_parcelversion AS version ON version.parcel_id = plot.parcel_id AND version.valid @> %(on)s::date
UNION ALL
SELECT
    1::int8, house.building_id::int8, house.id::int8,
    CASE
        WHEN house.building_id IN (SELECT building_id FROM held WHERE building_id IS NOT NULL) THEN 1
        WHEN EXISTS (SELECT FROM gis_assets_right AS own WHERE own.building_id = house.building_id AND own.valid @> %(on)s::date) THEN 0
        WHEN house.on_parcel_id IN (SELECT parcel_id FROM held WHERE parcel_id IS NOT NULL) THEN 1
        ELSE 0
    END::int8
FROM house
UNION ALL
SELECT 2::int8, flat.unit_id::int8, flat.id::int8, (flat.unit_id IN (SELECT unit_id FROM held WHERE unit_id IS NOT NULL))::int::int8
FROM flat
