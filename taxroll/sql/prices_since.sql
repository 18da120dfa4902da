-- What the price accounts and approved prices were told after an instant for a day: which lines it may touch, when, what.
SELECT account.kind, 0::bigint, 0::bigint, told.at, told.deed, account.title
FROM taxroll_priceaccount AS account
CROSS JOIN LATERAL (VALUES ('brought in', account.imported_at), ('withdrawn', account.withdrawn_at)) AS told (deed, at)
WHERE account.municipality_id = %(municipality)s AND account.valid @> %(on)s::date AND told.at > %(since)s
UNION ALL
SELECT '', coalesce(price.parcel_id, unit_of.parcel, 0), coalesce(price.building_id, 0), told.at, told.deed, price.document
FROM taxroll_approvedprice AS price
LEFT JOIN LATERAL (
    SELECT flat.on_parcel_id AS parcel FROM gis_assets_unitversion AS flat
    WHERE flat.unit_id = price.unit_id AND flat.valid @> %(on)s::date
) AS unit_of ON true
CROSS JOIN LATERAL (VALUES ('approved', price.decided_at), ('withdrawn', price.withdrawn_at)) AS told (deed, at)
WHERE price.municipality_id = %(municipality)s AND price.valid @> %(on)s::date AND told.at > %(since)s
ORDER BY 4
