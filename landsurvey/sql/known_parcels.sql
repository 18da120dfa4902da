-- The parcels in force on a day that meet a box in the municipality's grid, as columns of the comparison; "" for unknown.
SELECT parcel_id, id, ST_AsBinary(shape), code, document_type, document_number, utmmap1, utmmap2, utmmap3, utmmap4,
    coalesce(utm_scale, 0), land_number, survey_page, coalesce(deed_area_wah * 100, 0)::bigint
FROM gis_assets_parcelversion
WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
    AND shape && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(epsg)s)
