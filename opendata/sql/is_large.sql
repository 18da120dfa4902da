SELECT count(*) > %(many)s FROM (SELECT FROM ({layer}) AS feature WHERE {within} LIMIT %(many)s + 1) AS counted
