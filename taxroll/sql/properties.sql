-- Every plot and building in force on a day, with who owes for it, its price and its uses; whole numbers only.
-- Areas and shares of area are hundredths (of a square wah, of a square metre); 0 stands for unknown.
-- Co-owners are one debtor: a negative number that stands for exactly that set of parties.
-- With `parcels` and `buildings` only those are read; null stands for all.
WITH plot AS MATERIALIZED (
    SELECT version.*, ST_PointOnSurface(shape_wgs84) AS inside
    FROM gis_assets_parcelversion AS version
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
        AND (%(parcels)s::int8[] IS NULL OR parcel_id = ANY(%(parcels)s::int8[]))
),
house AS (
    SELECT version.*
    FROM gis_assets_buildingversion AS version
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
        AND (%(buildings)s::int8[] IS NULL OR building_id = ANY(%(buildings)s::int8[]))
),
zone AS MATERIALIZED (
    SELECT id, price_satang_per_wah, shape_wgs84
    FROM taxroll_landpricezone
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
),
holding AS MATERIALIZED (
    SELECT
        held.parcel_id,
        held.building_id,
        count(*) AS owner_count,
        (array_agg(held.party_id ORDER BY held.share_numerator::numeric / held.share_denominator DESC, held.party_id))[1] AS lead_party_id,
        array_agg(held.party_id ORDER BY held.party_id) AS parties,
        bool_and(party.kind = 'natural') AS is_natural,
        bool_and(party.kind = 'natural') AND bool_or(held.is_registered_home) AS is_home
    FROM gis_assets_right AS held
    JOIN gis_assets_party AS party ON party.id = held.party_id
    WHERE held.municipality_id = %(municipality)s AND held.valid @> %(on)s::date
        AND (held.parcel_id IS NULL OR held.kind <> 'building_owner')
        AND (%(parcels)s::int8[] IS NULL OR held.parcel_id = ANY(%(parcels)s::int8[]) OR held.building_id = ANY(%(buildings)s::int8[]))
    GROUP BY held.parcel_id, held.building_id
),
land_price AS (
    SELECT plot.id AS parcel_version_id, count(*) AS price_count, min(zone.id) AS price_id, min(zone.price_satang_per_wah) AS price_satang
    FROM plot
    JOIN zone ON ST_Intersects(zone.shape_wgs84, plot.inside)
    GROUP BY plot.id
),
land AS (
    SELECT
        0 AS is_building, plot.id AS parcel_version_id, 0 AS building_version_id, plot.code,
        holding.lead_party_id, holding.parties, holding.owner_count, holding.is_natural, holding.is_home, true AS has_own_right,
        price.price_count, price.price_id, price.price_satang, plot.deed_area_wah AS area,
        plot.agriculture_wah AS agriculture, plot.residential_wah AS residential, plot.other_wah AS other, plot.vacant_wah AS vacant,
        plot.vacant_since_be, 0 AS material, NULL::int AS built_year_be, 0 AS footprint
    FROM plot
    LEFT JOIN holding ON holding.parcel_id = plot.parcel_id
    LEFT JOIN land_price AS price ON price.parcel_version_id = plot.id
),
building AS (
    SELECT
        1 AS is_building, plot.id AS parcel_version_id, house.id AS building_version_id, plot.code,
        coalesce(own.lead_party_id, below.lead_party_id) AS lead_party_id, coalesce(own.parties, below.parties) AS parties,
        coalesce(own.owner_count, below.owner_count) AS owner_count, coalesce(own.is_natural, below.is_natural) AS is_natural,
        coalesce(own.is_home, below.is_home) AS is_home, own.building_id IS NOT NULL AS has_own_right,
        (price.id IS NOT NULL)::int AS price_count, price.id AS price_id, price.price_satang_per_m2 AS price_satang, house.floor_area_m2 AS area,
        house.agriculture_m2 AS agriculture, house.residential_m2 AS residential, house.other_m2 AS other, house.vacant_m2 AS vacant,
        plot.vacant_since_be, array_position(ARRAY['masonry', 'half', 'wood'], house.material_class) AS material, house.built_year_be,
        ST_Area(house.shape) AS footprint
    FROM house
    LEFT JOIN plot ON plot.parcel_id = house.on_parcel_id
    LEFT JOIN holding AS own ON own.building_id = house.building_id
    LEFT JOIN holding AS below ON below.parcel_id = house.on_parcel_id AND own.building_id IS NULL
    LEFT JOIN taxroll_buildingprice AS price
        ON price.municipality_id = house.municipality_id AND price.treasury_type = house.treasury_type AND price.valid @> %(on)s::date
),
property AS (
    SELECT * FROM land UNION ALL SELECT * FROM building
)
SELECT
    is_building::int8,
    coalesce(parcel_version_id, 0)::int8,
    building_version_id::int8,
    coalesce(CASE WHEN owner_count > 1 THEN -dense_rank() OVER (ORDER BY parties) ELSE lead_party_id END, 0)::int8 AS owner,
    coalesce(lead_party_id, 0)::int8,
    coalesce(owner_count, 0)::int8,
    coalesce(is_natural, false)::int::int8,
    coalesce(is_home, false)::int::int8,
    has_own_right::int::int8,
    coalesce(price_count, 0)::int8,
    coalesce(price_id, 0)::int8,
    coalesce(price_satang, 0)::int8,
    (coalesce(area, 0) * 100)::int8,
    (agriculture * 100)::int8,
    (residential * 100)::int8,
    (other * 100)::int8,
    (vacant * 100)::int8,
    coalesce(vacant_since_be, 0)::int8,
    coalesce(material, 0)::int8,
    coalesce(built_year_be, 0)::int8,
    (footprint * 100)::int8
FROM property
ORDER BY lead_party_id, owner, code, parcel_version_id, is_building, building_version_id
