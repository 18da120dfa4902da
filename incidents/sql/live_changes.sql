-- What became visible between two looks. Numbers are given before the commit, so a smaller one may become visible later;
-- the snapshots themselves tell exactly, whatever the order of commits, and whichever process looked.
SELECT event.id, event.kind, event.incident_id, event.unit_id, event.at
FROM incidents_liveevent AS event
WHERE event.municipality_id = %(municipality)s
  AND event.transaction >= pg_snapshot_xmin(%(since)s::pg_snapshot)::text::bigint
  AND NOT pg_visible_in_snapshot(event.transaction::text::xid8, %(since)s::pg_snapshot)
  AND pg_visible_in_snapshot(event.transaction::text::xid8, %(upto)s::pg_snapshot)
ORDER BY event.id
