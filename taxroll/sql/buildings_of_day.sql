-- Registered buildings of a municipality on a day, as WKB in its projected system.
SELECT ST_AsBinary(shape) FROM gis_assets_buildingversion WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date
