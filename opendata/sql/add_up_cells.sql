-- Four squares become one of the next zoom.
INSERT INTO opendata_cell (z, x, y, kind, things)
SELECT z - 1, x / 2, y / 2, kind, sum(things)
FROM opendata_cell
WHERE z = %(z)s
GROUP BY z, x / 2, y / 2, kind
