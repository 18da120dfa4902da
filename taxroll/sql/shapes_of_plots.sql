-- The projected shapes of some plots, as WKB, in the order asked for.
SELECT ST_AsBinary(plot.shape)
FROM unnest(%(versions)s::int8[]) WITH ORDINALITY AS asked (id, place)
JOIN gis_assets_parcelversion AS plot ON plot.id = asked.id
ORDER BY asked.place
