-- Every plot, building and condominium unit in force on a day, with who owes for it, its prices, uses and claims; whole
-- numbers only. Areas are hundredths (of a square wah, of a square metre); 0 stands for unknown or none.
-- Co-owners are one debtor: a negative number that stands for exactly that set of parties.
-- With `parcels`, `buildings` and `units` only those things are read; null stands for all.
-- Prices of land are given side by side; which of them wins is the policy's choice (taxroll/prices/policy.toml).
WITH plot AS MATERIALIZED (
    SELECT version.*, ST_PointOnSurface(shape_wgs84) AS inside
    FROM gis_assets_parcelversion AS version
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
        AND (%(parcels)s::int8[] IS NULL OR parcel_id = ANY(%(parcels)s::int8[]))
),
house AS MATERIALIZED (
    SELECT version.*
    FROM gis_assets_buildingversion AS version
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
        AND (%(buildings)s::int8[] IS NULL OR building_id = ANY(%(buildings)s::int8[]))
        -- Fences, pools, yards and piers are left out where the law's setting does not count them as buildings.
        AND (%(outdoor_are_taxed)s OR treasury_type NOT LIKE '6%%')
),
flat AS MATERIALIZED (
    SELECT version.*, coalesce(version.on_parcel_id, house.on_parcel_id) AS parcel_id
    FROM gis_assets_unitversion AS version
    LEFT JOIN house ON house.building_id = version.in_building_id
    WHERE version.municipality_id = %(municipality)s AND version.valid @> %(on)s::date
        AND (%(units)s::int8[] IS NULL OR version.unit_id = ANY(%(units)s::int8[]))
),
-- Ground and buildings in which units lie are the units' common property where nobody holds them on their own (s. 8 (9)).
common AS (
    SELECT DISTINCT 0 AS kind, parcel_id AS thing FROM flat WHERE parcel_id IS NOT NULL
    UNION
    SELECT DISTINCT 1, in_building_id FROM flat WHERE in_building_id IS NOT NULL
    UNION
    SELECT 1, house.building_id FROM house JOIN flat ON flat.parcel_id = house.on_parcel_id AND flat.in_building_id IS NULL
),
account AS MATERIALIZED (
    SELECT id
    FROM taxroll_priceaccount
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND withdrawn_at IS NULL
),
holding AS MATERIALIZED (
    SELECT
        held.parcel_id, held.building_id, held.unit_id,
        count(*) AS owner_count,
        (array_agg(held.party_id ORDER BY held.share_numerator::numeric / held.share_denominator DESC, held.party_id))[1] AS lead_party_id,
        array_agg(held.party_id ORDER BY held.party_id) AS parties,
        bool_and(party.kind = 'natural') AS is_natural,
        bool_and(party.kind = 'natural') AND bool_or(held.is_registered_home) AS is_home,
        -- Thirds and inherited fractions are rounded in deeds; a hundred-thousandth is no missing share.
        abs(sum(held.share_numerator::numeric / held.share_denominator) - 1) > 0.00001 AS is_share_wrong,
        -- The first 1 January on which all of them held it, in years B.E.; 0 where a right has no first day.
        coalesce(extract(year FROM max(lower(held.valid)) + interval '1 year' - interval '1 day')::int + 543, 0) AS owned_since_be
    FROM gis_assets_right AS held
    JOIN gis_assets_party AS party ON party.id = held.party_id
    WHERE held.municipality_id = %(municipality)s AND held.valid @> %(on)s::date
        AND (held.parcel_id IS NULL OR held.kind <> 'building_owner')
        AND (
            %(parcels)s::int8[] IS NULL OR held.parcel_id = ANY(%(parcels)s::int8[])
            OR held.building_id = ANY(%(buildings)s::int8[]) OR held.unit_id = ANY(%(units)s::int8[])
        )
    GROUP BY held.parcel_id, held.building_id, held.unit_id
),
zone AS MATERIALIZED (
    SELECT id, price_satang_per_wah, shape_wgs84
    FROM taxroll_landpricezone
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
),
zone_price AS (
    SELECT plot.id AS version, count(*) AS zone_count, min(zone.id) AS id, min(zone.price_satang_per_wah) AS satang
    FROM plot
    JOIN zone ON ST_Intersects(zone.shape_wgs84, plot.inside)
    GROUP BY plot.id
),
parcel_price AS (
    SELECT plot.id AS version, price.id, price.price_satang_per_wah AS satang
    FROM taxroll_parcelprice AS price
    JOIN account ON account.id = price.account_id
    JOIN plot USING (utmmap1, utmmap2, utmmap3, utmmap4, utm_scale, land_number)
),
street AS MATERIALIZED (
    SELECT price.*, ST_Transform(shape_wgs84, town.utm_epsg::int) AS line
    FROM taxroll_streetprice AS price
    JOIN account ON account.id = price.account_id
    JOIN gis_assets_municipality AS town ON town.id = price.municipality_id
),
-- Of several streets the dearest; its depth is measured from the front of the plot, that is from its nearest point.
beside AS MATERIALIZED (
    SELECT DISTINCT ON (version.id)
        version.id AS version, version.shape, street.id, price_satang_per_wah AS satang, depth_m, rest_percent, line
    FROM street
    JOIN gis_assets_parcelversion AS version ON ST_DWithin(version.shape, street.line, reach_m::float)
    WHERE version.municipality_id = %(municipality)s AND version.valid @> %(on)s::date
        AND (%(parcels)s::int8[] IS NULL OR version.parcel_id = ANY(%(parcels)s::int8[]))
    ORDER BY version.id, price_satang_per_wah DESC, street.id
),
street_price AS (
    SELECT
        version, id, satang, rest_percent,
        round(1000000 * ST_Area(ST_Intersection(shape, ST_Buffer(line, ST_Distance(line, shape) + depth_m::float))) / ST_Area(shape)) AS front_ppm
    FROM beside
),
-- Worked out once: joined row by row it would be sorted anew for each unit.
condo_price AS MATERIALIZED (
    SELECT DISTINCT ON (flat.id) flat.id AS version, price.id, price.price_satang_per_m2 AS satang
    FROM flat
    JOIN taxroll_condoprice AS price ON price.registration_number = flat.registration_number
        AND price.building_name IN ('', flat.building_name) AND price.floor IN ('', flat.floor)
    JOIN account ON account.id = price.account_id
    ORDER BY flat.id, (price.building_name <> '')::int + (price.floor <> '')::int DESC, price.building_name DESC, price.id
),
land AS (
    SELECT
        0 AS kind, plot.parcel_id AS thing, plot.id AS parcel_version_id, 0::bigint AS building_version_id, 0::bigint AS unit_version_id,
        plot.code, '' AS number,
        holding.lead_party_id, holding.parties, holding.owner_count, holding.is_natural, holding.is_home, holding.is_share_wrong, holding.owned_since_be,
        true AS has_own_right,
        parcel_price.id AS parcel_price, parcel_price.satang AS parcel_satang,
        street_price.id AS street_price, street_price.satang AS street_satang, street_price.front_ppm, street_price.rest_percent,
        zone_price.id AS table_price, zone_price.satang AS table_satang, zone_price.zone_count AS table_count,
        plot.deed_area_wah AS area, plot.measured_area_m2 AS measured,
        plot.agriculture_wah AS agriculture, plot.residential_wah AS residential, plot.other_wah AS other, plot.vacant_wah AS vacant,
        plot.vacant_since_be, 0 AS material, NULL::int AS built_year_be, 0 AS footprint
    FROM plot
    LEFT JOIN holding ON holding.parcel_id = plot.parcel_id
    LEFT JOIN parcel_price ON parcel_price.version = plot.id
    LEFT JOIN street_price ON street_price.version = plot.id
    LEFT JOIN zone_price ON zone_price.version = plot.id
),
building AS (
    SELECT
        1 AS kind, house.building_id AS thing, plot.id AS parcel_version_id, house.id AS building_version_id, 0::bigint AS unit_version_id,
        plot.code, house.house_number AS number,
        coalesce(own.lead_party_id, below.lead_party_id) AS lead_party_id, coalesce(own.parties, below.parties) AS parties,
        coalesce(own.owner_count, below.owner_count) AS owner_count, coalesce(own.is_natural, below.is_natural) AS is_natural,
        coalesce(own.is_home, below.is_home) AS is_home, coalesce(own.is_share_wrong, below.is_share_wrong) AS is_share_wrong,
        coalesce(own.owned_since_be, below.owned_since_be) AS owned_since_be,
        own.building_id IS NOT NULL AS has_own_right,
        NULL::bigint AS parcel_price, NULL::bigint AS parcel_satang,
        NULL::bigint AS street_price, NULL::bigint AS street_satang, NULL::float AS front_ppm, NULL::int AS rest_percent,
        price.id AS table_price, price.price_satang_per_m2 AS table_satang, (price.id IS NOT NULL)::int AS table_count,
        house.floor_area_m2 AS area, 0 AS measured,
        house.agriculture_m2 AS agriculture, house.residential_m2 AS residential, house.other_m2 AS other, house.vacant_m2 AS vacant,
        house.vacant_since_be, array_position(ARRAY['masonry', 'half', 'wood'], house.material_class) AS material, house.built_year_be,
        ST_Area(house.shape) AS footprint
    FROM house
    LEFT JOIN plot ON plot.parcel_id = house.on_parcel_id
    LEFT JOIN holding AS own ON own.building_id = house.building_id
    LEFT JOIN holding AS below ON below.parcel_id = house.on_parcel_id AND own.building_id IS NULL
    LEFT JOIN taxroll_buildingprice AS price
        ON price.municipality_id = house.municipality_id AND price.treasury_type = house.treasury_type AND price.valid @> %(on)s::date
),
unit AS (
    SELECT
        2 AS kind, flat.unit_id AS thing, plot.id AS parcel_version_id, 0::bigint AS building_version_id, flat.id AS unit_version_id,
        plot.code, flat.unit_number AS number,
        holding.lead_party_id, holding.parties, holding.owner_count, holding.is_natural, holding.is_home, holding.is_share_wrong, holding.owned_since_be,
        true AS has_own_right,
        NULL::bigint AS parcel_price, NULL::bigint AS parcel_satang,
        NULL::bigint AS street_price, NULL::bigint AS street_satang, NULL::float AS front_ppm, NULL::int AS rest_percent,
        condo_price.id AS table_price, condo_price.satang AS table_satang, (condo_price.id IS NOT NULL)::int AS table_count,
        flat.area_m2 AS area, 0 AS measured,
        0 AS agriculture, flat.residential_m2 AS residential, flat.other_m2 AS other, flat.vacant_m2 AS vacant,
        flat.vacant_since_be, 0 AS material, NULL::int AS built_year_be, 0 AS footprint
    FROM flat
    LEFT JOIN plot ON plot.parcel_id = flat.parcel_id
    LEFT JOIN holding ON holding.unit_id = flat.unit_id
    LEFT JOIN condo_price ON condo_price.version = flat.id
),
property AS (
    SELECT * FROM land UNION ALL SELECT * FROM building UNION ALL SELECT * FROM unit
),
approved AS (
    SELECT
        CASE WHEN parcel_id IS NOT NULL THEN 0 WHEN building_id IS NOT NULL THEN 1 ELSE 2 END AS kind,
        coalesce(parcel_id, building_id, unit_id) AS thing, id, price_satang
    FROM taxroll_approvedprice
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND withdrawn_at IS NULL
),
exempt AS (
    SELECT
        CASE WHEN parcel_id IS NOT NULL THEN 0 WHEN building_id IS NOT NULL THEN 1 ELSE 2 END AS kind,
        coalesce(parcel_id, building_id, unit_id) AS thing,
        array_position(%(exempt_kinds)s::text[], taxroll_exemptuse.kind::text) AS of_law,
        array_position(ARRAY['whole', 'agriculture', 'residential', 'other', 'vacant'], of_use::text) AS of_use, area
    FROM taxroll_exemptuse
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND withdrawn_at IS NULL
),
reduction AS (
    SELECT
        CASE WHEN parcel_id IS NOT NULL THEN 0 WHEN building_id IS NOT NULL THEN 1 ELSE 2 END AS kind,
        coalesce(parcel_id, building_id, unit_id) AS thing,
        array_position(%(reduction_kinds)s::text[], taxroll_reduction.kind::text) AS of_law
    FROM taxroll_reduction
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND withdrawn_at IS NULL
),
old_tax AS (
    SELECT
        CASE WHEN parcel_id IS NOT NULL THEN 0 WHEN building_id IS NOT NULL THEN 1 ELSE 2 END AS kind,
        coalesce(parcel_id, building_id, unit_id) AS thing, party_id, house_and_land_satang + maintenance_satang AS satang
    FROM taxroll_oldtax
    WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date AND withdrawn_at IS NULL
),
-- Only what those who owe now paid in 2562 (s. 97 compares owner by owner).
paid_before AS (
    SELECT property.kind, property.thing, sum(old_tax.satang) AS satang
    FROM old_tax
    JOIN property ON property.kind = old_tax.kind AND property.thing = old_tax.thing AND old_tax.party_id = ANY(property.parties)
    GROUP BY property.kind, property.thing
)
SELECT
    (property.kind = 1)::int::int8,
    (property.kind = 2)::int::int8,
    coalesce(parcel_version_id, 0)::int8,
    building_version_id::int8,
    unit_version_id::int8,
    coalesce(CASE WHEN owner_count > 1 THEN -dense_rank() OVER (ORDER BY parties) ELSE lead_party_id END, 0)::int8 AS owner,
    coalesce(lead_party_id, 0)::int8,
    coalesce(owner_count, 0)::int8,
    coalesce(is_natural, false)::int::int8,
    coalesce(is_home, false)::int::int8,
    coalesce(is_share_wrong, false)::int::int8,
    has_own_right::int::int8,
    (common.thing IS NOT NULL AND lead_party_id IS NULL)::int::int8,
    coalesce(approved.id, 0)::int8,
    coalesce(approved.price_satang, 0)::int8,
    coalesce(parcel_price, 0)::int8,
    coalesce(parcel_satang, 0)::int8,
    coalesce(street_price, 0)::int8,
    coalesce(street_satang, 0)::int8,
    least(coalesce(front_ppm, 1000000), 1000000)::int8,
    coalesce(rest_percent, 100)::int8,
    coalesce(table_price, 0)::int8,
    coalesce(table_satang, 0)::int8,
    coalesce(table_count, 0)::int8,
    (coalesce(property.area, 0) * 100)::int8,
    (measured * 100)::int8,
    (agriculture * 100)::int8,
    (residential * 100)::int8,
    (other * 100)::int8,
    (vacant * 100)::int8,
    coalesce(vacant_since_be, 0)::int8,
    coalesce(owned_since_be, 0)::int8,
    coalesce(material, 0)::int8,
    coalesce(built_year_be, 0)::int8,
    (footprint * 100)::int8,
    coalesce(exempt.of_law, 0)::int8,
    coalesce(exempt.of_use, 0)::int8,
    (coalesce(exempt.area, 0) * 100)::int8,
    coalesce(reduction.of_law, 0)::int8,
    coalesce(paid_before.satang, 0)::int8
FROM property
LEFT JOIN common ON common.kind = property.kind AND common.thing = property.thing
LEFT JOIN approved ON approved.kind = property.kind AND approved.thing = property.thing
LEFT JOIN exempt ON exempt.kind = property.kind AND exempt.thing = property.thing AND exempt.of_law IS NOT NULL
LEFT JOIN reduction ON reduction.kind = property.kind AND reduction.thing = property.thing
LEFT JOIN paid_before ON paid_before.kind = property.kind AND paid_before.thing = property.thing
ORDER BY lead_party_id, owner, code, parcel_version_id, property.kind, building_version_id, unit_version_id
