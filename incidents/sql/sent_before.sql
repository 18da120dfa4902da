-- What a sender sent that may speak against a report of now: all of its phone, and of its network what came with words, where words
-- count. Reports and held ones alike.
SELECT submitted_at, ST_X(point), ST_Y(point), words, device_digest <> '' AND device_digest = %(device)s
FROM (
  SELECT municipality_id, sender_digest, device_digest, submitted_at, point, words FROM incidents_report
  UNION ALL
  SELECT municipality_id, sender_digest, device_digest, submitted_at, point, words FROM incidents_heldreport WHERE report_id IS NULL
) AS earlier
WHERE municipality_id = %(municipality)s AND submitted_at > %(since)s
  AND (device_digest = %(device)s AND device_digest <> '' OR sender_digest = %(sender)s AND sender_digest <> '' AND words <> '' AND %(has_words)s)
