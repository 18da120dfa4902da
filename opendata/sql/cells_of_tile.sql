-- The squares of one tile, counted as those of all tiles are.
(
    SELECT %(z)s AS z, x >> (%(top)s - %(z)s) AS x, y >> (%(top)s - %(z)s) AS y, kind, sum(things)::bigint AS things
    FROM ({cells}) AS counted
    WHERE x >> (%(top)s - %(z)s + 6) = %(x)s AND y >> (%(top)s - %(z)s + 6) = %(y)s
    GROUP BY 2, 3, 4
)
