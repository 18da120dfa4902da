-- How many reports came from a network and from a phone within a time, held ones counted too; none where either is not known.
SELECT count(*) FILTER (WHERE sender_digest = %(sender)s AND sender_digest <> ''),
       count(*) FILTER (WHERE device_digest = %(device)s AND device_digest <> '')
FROM (
  SELECT municipality_id, sender_digest, device_digest, submitted_at FROM incidents_report
  UNION ALL
  SELECT municipality_id, sender_digest, device_digest, submitted_at FROM incidents_heldreport WHERE report_id IS NULL
) AS sent
WHERE municipality_id = %(municipality)s AND submitted_at > %(since)s AND submitted_at <= %(until)s
  AND (sender_digest = %(sender)s AND sender_digest <> '' OR device_digest = %(device)s AND device_digest <> '')
