-- What accepted parts of splits and merged rows take over of their parents' uses, in proportion to their ground.
CREATE TEMPORARY TABLE stage_shares AS
SELECT
    p.feature_id,
    round(sum(o.agriculture_wah * p.share_of_parent::numeric), 2) AS agriculture_wah,
    round(sum(o.residential_wah * p.share_of_parent::numeric), 2) AS residential_wah,
    round(sum(o.other_wah * p.share_of_parent::numeric), 2) AS other_wah,
    round(sum(o.vacant_wah * p.share_of_parent::numeric), 2) AS vacant_wah,
    min(o.vacant_since_be) AS vacant_since_be
FROM landsurvey_lineageproposal p
JOIN landsurvey_stagedfeature f ON f.id = p.feature_id AND f.decision = 'accepted' AND f.change IN ('split', 'merged')
JOIN gis_assets_parcelversion o ON o.parcel_id = p.parent_id AND o.valid @> %(on)s::date
WHERE p.upload_id = %(upload)s AND p.verdict = 'confirmed'
GROUP BY p.feature_id
