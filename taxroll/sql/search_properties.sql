-- Properties in force on a day by owner's name, parcel code, deed or house number; an empty word asks for nothing.
-- The names are compared here and leave no trace in the answer.
WITH owned AS (
    SELECT DISTINCT held.parcel_id, held.building_id, held.unit_id
    FROM gis_assets_partyversion AS party
    JOIN gis_assets_right AS held ON held.party_id = party.party_id AND held.valid @> %(on)s::date
    WHERE %(owner)s <> '' AND party.municipality_id = %(municipality)s AND party.valid @> %(on)s::date
        AND strpos(lower(party.name), lower(%(owner)s)) > 0
)
SELECT kind, parcel_version, building_version, unit_version FROM (
    SELECT 0 AS kind, plot.id AS parcel_version, 0::bigint AS building_version, 0::bigint AS unit_version, plot.code
    FROM gis_assets_parcelversion AS plot
    WHERE plot.municipality_id = %(municipality)s AND plot.valid @> %(on)s::date AND (
        plot.parcel_id IN (SELECT parcel_id FROM owned)
        OR (%(code)s <> '' AND starts_with(plot.code, %(code)s))
        OR (%(deed)s <> '' AND plot.document_number = %(deed)s)
    )
    UNION ALL
    SELECT 1, plot.id, house.id, 0, plot.code
    FROM gis_assets_buildingversion AS house
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.parcel_id = house.on_parcel_id AND plot.valid @> %(on)s::date
    WHERE house.municipality_id = %(municipality)s AND house.valid @> %(on)s::date AND (
        house.building_id IN (SELECT building_id FROM owned)
        OR (%(house)s <> '' AND house.house_number = %(house)s)
    )
    UNION ALL
    SELECT 2, plot.id, 0, flat.id, plot.code
    FROM gis_assets_unitversion AS flat
    LEFT JOIN gis_assets_buildingversion AS house ON house.building_id = flat.in_building_id AND house.valid @> %(on)s::date
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.parcel_id = coalesce(flat.on_parcel_id, house.on_parcel_id) AND plot.valid @> %(on)s::date
    WHERE flat.municipality_id = %(municipality)s AND flat.valid @> %(on)s::date AND (
        flat.unit_id IN (SELECT unit_id FROM owned)
        OR (%(house)s <> '' AND %(house)s IN (flat.house_number, flat.unit_number))
    )
) AS found
ORDER BY code, kind, building_version, unit_version
LIMIT %(most)s
