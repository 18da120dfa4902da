-- Whether all that came after that look is still kept: something older than it is, and it is no look at another cluster.
SELECT %(newest)s <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
   AND EXISTS (
     SELECT FROM incidents_liveevent AS event
     WHERE event.municipality_id = %(municipality)s AND event.transaction < %(oldest)s
   )
