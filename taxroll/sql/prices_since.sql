-- What the price accounts and approved prices were told after an instant for a day: which things they may touch, when, what.
SELECT account.kind, 0::bigint, 0::bigint, 0::bigint, told.at, told.deed, account.title
FROM taxroll_priceaccount AS account
CROSS JOIN LATERAL (VALUES ('brought in', account.imported_at), ('withdrawn', account.withdrawn_at)) AS told (deed, at)
WHERE account.municipality_id = %(municipality)s AND account.valid @> %(on)s::date AND told.at > %(since)s
UNION ALL
SELECT '', coalesce(price.parcel_id, 0), coalesce(price.building_id, 0), coalesce(price.unit_id, 0), told.at, told.deed, price.document
FROM taxroll_approvedprice AS price
CROSS JOIN LATERAL (VALUES ('approved', price.decided_at), ('withdrawn', price.withdrawn_at)) AS told (deed, at)
WHERE price.municipality_id = %(municipality)s AND price.valid @> %(on)s::date AND told.at > %(since)s
ORDER BY 5
