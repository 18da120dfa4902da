SELECT count(*)
FROM ({layer}) AS feature
WHERE {conditions}
