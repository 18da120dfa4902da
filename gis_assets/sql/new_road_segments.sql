-- So many road segments without any version yet.
INSERT INTO gis_assets_roadsegment (municipality_id, uid)
SELECT %(municipality)s, gen_random_uuid() FROM generate_series(1, %(count)s)
RETURNING id
