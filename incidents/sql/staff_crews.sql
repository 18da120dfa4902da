-- Crews on duty for the dispatcher's map.
SELECT jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(jsonb_build_object(
         'type', 'Feature', 'id', crew.id,
         'geometry', ST_AsGeoJSON(crew.position, 7)::jsonb,
         'properties', jsonb_build_object(
           'call_sign', crew.call_sign, 'position_at', crew.position_at, 'is_busy', EXISTS (SELECT FROM incidents_assignment AS open_one WHERE open_one.responder_id = crew.id AND open_one.released_at IS NULL)
         )) ORDER BY crew.id), '[]'::jsonb))::text
FROM incidents_responder AS crew
WHERE crew.municipality_id = %(municipality)s AND crew.is_on_duty AND crew.position IS NOT NULL
