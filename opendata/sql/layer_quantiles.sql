SELECT percentile_disc(ARRAY[0, 0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY {figure})
FROM ({layer}) AS feature
