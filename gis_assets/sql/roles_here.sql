-- The roles of a person in a municipality.
SELECT role FROM gis_assets_membership WHERE user_id = %(person)s AND municipality_id = %(municipality)s
