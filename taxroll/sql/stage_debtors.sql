-- Whom each staged bill number stands for: the parties of its first property, in rising order; and key and number of the
-- bill that this roll already has for exactly them, else the next free ones. Lines then need not look for their bill.
INSERT INTO roll_debtor_stage (staged_number, bill_id, bill_number, parties)
WITH first AS (
    SELECT DISTINCT ON (bill_number) bill_number, lead_party, owner_count, parcel_version, building_version, unit_version
    FROM roll_line_stage
    ORDER BY bill_number, number
),
debtor AS (
    SELECT
        first.bill_number AS staged_number,
        CASE WHEN owner_count = 1 THEN ARRAY[lead_party] ELSE coalesce(living.parties, own.parties, below.parties) END AS parties
    FROM first
    LEFT JOIN gis_assets_buildingversion AS house ON house.id = first.building_version AND owner_count > 1
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = first.parcel_version AND owner_count > 1
    LEFT JOIN gis_assets_unitversion AS flat ON flat.id = first.unit_version AND owner_count > 1
    LEFT JOIN LATERAL (
        SELECT array_agg(held.party_id::int8 ORDER BY held.party_id) AS parties
        FROM gis_assets_right AS held
        WHERE held.unit_id = flat.unit_id AND held.valid @> %(on)s::date
    ) AS living ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(held.party_id::int8 ORDER BY held.party_id) AS parties
        FROM gis_assets_right AS held
        WHERE held.building_id = house.building_id AND held.valid @> %(on)s::date
    ) AS own ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(held.party_id::int8 ORDER BY held.party_id) AS parties
        FROM gis_assets_right AS held
        WHERE held.parcel_id = plot.parcel_id AND held.valid @> %(on)s::date AND held.kind <> 'building_owner'
    ) AS below ON true
),
known AS (
    SELECT debtor.*, bill.id, bill.number
    FROM debtor
    LEFT JOIN taxroll_bill AS bill ON bill.roll_id = %(roll)s AND bill.parties && debtor.parties AND bill.parties = debtor.parties
)
SELECT
    staged_number,
    coalesce(id, nextval('taxroll_bill_id_seq')) AS bill_id,
    coalesce(
        number,
        (SELECT coalesce(max(number), 0) FROM taxroll_bill WHERE roll_id = %(roll)s) + row_number() OVER (PARTITION BY number IS NULL ORDER BY staged_number)
    )::int8 AS bill_number,
    parties
FROM known
