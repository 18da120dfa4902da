-- What is closed at a moment of each road, as fractions of its length.
SELECT version.road_id, stretch.from_fraction, stretch.to_fraction
FROM incidents_closed_stretches(%(municipality)s::bigint, %(on)s::date) AS stretch
JOIN gis_assets_roadsegmentversion AS version ON version.id = stretch.road
WHERE stretch.since <= %(at)s AND (stretch.until IS NULL OR stretch.until > %(at)s)
ORDER BY version.id, stretch.from_fraction
