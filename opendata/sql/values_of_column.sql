-- The different values of one column that the closed list lacks, each with the number of features and the first of them.
COPY (
    SELECT json_build_array({column}::text, count(*), min(feature.id::text))::text
    FROM ({layer}) AS feature
    WHERE {column}::text <> '' AND length({column}::text) >= %(shortest)s AND {column}::text <> ALL (%(listed)s::text[])
    GROUP BY {column}::text
) TO STDOUT WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02', ENCODING 'UTF8')
