SELECT count(*) > %(many)s FROM (SELECT FROM ({layer}) AS feature LIMIT %(many)s + 1) AS counted
