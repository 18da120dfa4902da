-- Parcels of a campaign by zone, block, month, surveyor, and month with surveyor, in one pass; `level` says which.
SELECT CASE grouping(zone, block, month, surveyor_id)
           WHEN 15 THEN 'all' WHEN 7 THEN 'zone' WHEN 3 THEN 'block' WHEN 13 THEN 'month' WHEN 14 THEN 'surveyor'
           ELSE 'month_surveyor' END AS level,
       zone, block, month, surveyor_id, count(*),
       count(*) FILTER (WHERE state = 'surveyed'), count(*) FILTER (WHERE state = 'visited'),
       count(*) FILTER (WHERE state = 'tried'), count(*) FILTER (WHERE state = 'left')
FROM (
    SELECT zone, block, state, surveyor_id, date_trunc('month', surveyed_on)::date AS month
    FROM landsurvey_campaign_parcels(%(campaign)s, %(on)s)
) parcels
GROUP BY GROUPING SETS ((), (zone), (zone, block), (month), (surveyor_id), (month, surveyor_id))
ORDER BY level, zone, block, month, surveyor_id
