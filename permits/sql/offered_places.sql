-- Every place of the counters' sessions that may be had for a service: its time, its session, and how many are free.
-- A hold that ran out counts as free; seats beyond the capacity are those of people who came without an appointment.
-- Instants only, whatever zone the server has; a holiday is a day of the office's own zone.
SELECT session.id, session.officer_id, room.name_th, room.name_en, place.start, place.stop, session.capacity,
       session.capacity - count(DISTINCT had.seat) AS free
FROM permits_session AS session
JOIN permits_room AS room ON room.id = session.room_id
CROSS JOIN LATERAL (
  SELECT slot AS start,
         slot + make_interval(mins => session.slot_minutes * ceil(%(minutes)s::numeric / session.slot_minutes)::int) AS stop
  FROM generate_series(lower(session.during), upper(session.during), make_interval(mins => session.slot_minutes)) AS slot
) AS place
LEFT JOIN permits_appointment AS had
  ON had.session_id = session.id
  AND had.seat < session.capacity
  AND had.during && tstzrange(place.start, place.stop)
  AND had.state = ANY(%(taking)s)
  AND NOT (had.state = 'held' AND had.held_until <= %(at)s)
WHERE session.municipality_id = %(municipality)s
  AND session.called_off_at IS NULL
  AND room.is_open
  AND session.during && tstzrange(%(since)s, %(until)s)
  AND (session.services = '{}' OR %(service)s = ANY(session.services))
  AND place.start >= %(since)s AND place.start < %(until)s
  AND place.start > %(at)s
  AND place.stop <= upper(session.during)
  AND NOT EXISTS (
    SELECT FROM casework_holiday AS holiday
    WHERE holiday.municipality_id = session.municipality_id
      AND holiday.withdrawn_at IS NULL
      AND holiday."on" = (place.start AT TIME ZONE %(zone)s)::date)
GROUP BY session.id, room.id, place.start, place.stop
ORDER BY place.start, free DESC, session.id
