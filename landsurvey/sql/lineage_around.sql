-- Every step of lineage between a parcel, those it comes from, those that came from it, and their other parents and
-- children; the code of a parcel is that of its last version. At most 400 steps, the latest first.
WITH RECURSIVE up (parcel_id) AS (
    SELECT %(parcel)s::bigint
    UNION
    SELECT step.parent_id FROM gis_assets_parcellineage step JOIN up ON step.child_id = up.parcel_id WHERE step.kind <> 'restored'
),
down (parcel_id) AS (
    SELECT %(parcel)s::bigint
    UNION
    SELECT step.child_id FROM gis_assets_parcellineage step JOIN down ON step.parent_id = down.parcel_id WHERE step.kind <> 'restored'
)
SELECT step.id, step.parent_id, step.child_id, step.kind, step.effective_date, step.share_of_parent, step.share_of_child,
    step.evidence, source.reference, source.recorded_at, parent.uid, child.uid,
    (SELECT v.code FROM gis_assets_parcelversion v WHERE v.parcel_id = step.parent_id ORDER BY v.valid DESC LIMIT 1),
    (SELECT v.code FROM gis_assets_parcelversion v WHERE v.parcel_id = step.child_id ORDER BY v.valid DESC LIMIT 1)
FROM gis_assets_parcellineage step
JOIN gis_assets_source source ON source.id = step.source_id
JOIN gis_assets_parcel parent ON parent.id = step.parent_id
JOIN gis_assets_parcel child ON child.id = step.child_id
WHERE step.municipality_id = %(municipality)s
    AND (step.parent_id IN (SELECT parcel_id FROM up UNION SELECT parcel_id FROM down)
        OR step.child_id IN (SELECT parcel_id FROM up UNION SELECT parcel_id FROM down))
ORDER BY step.effective_date DESC, step.id DESC
LIMIT 400
