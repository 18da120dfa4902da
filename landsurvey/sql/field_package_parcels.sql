-- Parcels of a field package: identity, version in hand, code, state, house numbers, area and shape on the grid.
WITH chosen AS MATERIALIZED (
    SELECT p.parcel_id, p.version_id, p.code, p.state
    FROM landsurvey_campaign_parcels(%(campaign)s, %(on)s) p
    WHERE cardinality(%(blocks)s::text[]) = 0 OR p.block = ANY (%(blocks)s) OR p.zone = ANY (%(blocks)s)
    LIMIT %(most)s
),
houses AS MATERIALIZED (
    SELECT c.parcel_id, string_agg(b.house_number, ', ' ORDER BY b.house_number) AS numbers
    FROM gis_assets_buildingversion b
    JOIN chosen c ON c.parcel_id = b.on_parcel_id
    WHERE b.valid @> %(on)s::date AND b.house_number <> ''
    GROUP BY c.parcel_id
)
SELECT t.uid::text, c.version_id, c.code, c.state, coalesce(h.numbers, ''), round(v.measured_area_m2),
       ST_AsBinary(v.shape, 'NDR')
FROM chosen c
JOIN gis_assets_parcelversion v ON v.id = c.version_id
JOIN gis_assets_parcel t ON t.id = c.parcel_id
LEFT JOIN houses h ON h.parcel_id = c.parcel_id
ORDER BY c.code, c.parcel_id
