-- First and last day on which the versions of some features hold, two dots where there is none.
SELECT feature.id::text, coalesce(lower(feature.valid)::text, '..'), coalesce((upper(feature.valid) - 1)::text, '..')
FROM ({layer}) AS feature
WHERE feature.id::text = ANY(%(ids)s)
