-- Ends the areas of a kind on a day; what would only have begun then, or later, never holds.
UPDATE permits_planningarea
SET valid = CASE WHEN lower(valid) >= %(since)s::date THEN 'empty'::daterange ELSE daterange(lower(valid), %(since)s::date) END
WHERE municipality_id = %(municipality)s AND kind = %(kind)s
  AND NOT isempty(valid) AND (upper(valid) IS NULL OR upper(valid) > %(since)s::date)
