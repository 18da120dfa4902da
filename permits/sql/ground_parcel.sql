-- A parcel as it stands on a day, in the municipality's grid, and the digests of the numbers of who holds it.
SELECT version.parcel_id, version.code, version.document_type, version.accuracy_class,
       ST_AsBinary(ST_Transform(version.shape, %(epsg)s)),
       ARRAY(
           SELECT DISTINCT party.id_digest
           FROM gis_assets_right AS held
           JOIN gis_assets_partyversion AS party ON party.party_id = held.party_id
           WHERE held.municipality_id = %(municipality)s AND held.parcel_id = version.parcel_id AND held.valid @> %(on)s::date
             AND party.municipality_id = %(municipality)s AND party.valid @> %(on)s::date AND party.id_digest <> ''
       )
FROM gis_assets_parcelversion AS version
WHERE version.municipality_id = %(municipality)s AND version.parcel_id = %(parcel)s AND version.valid @> %(on)s::date
