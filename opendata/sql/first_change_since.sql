-- When the tables first changed after an instant; nothing where they did not.
SELECT min(at) FROM opendata_change WHERE municipality_id = %(municipality)s AND of_table = ANY(%(tables)s) AND at > %(since)s
