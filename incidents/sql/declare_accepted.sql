-- Case types of incidents declared before today learn that a crew accepts, and that another crew may go in its place;
-- assignments under way say so themselves.
DO $$
DECLARE town bigint;
BEGIN
  FOR town IN SELECT id FROM gis_assets_municipality LOOP
    PERFORM set_config('app.municipality', town::text, true);
    UPDATE casework_stepkind AS kind SET position = kind.position + 1
    FROM casework_casetype AS type, casework_stepkind AS assigned
    WHERE type.id = kind.case_type_id AND type.code LIKE 'incident-%'
      AND assigned.case_type_id = type.id AND assigned.code = 'assigned' AND kind.position > assigned.position
      AND NOT EXISTS (SELECT FROM casework_stepkind AS k WHERE k.case_type_id = type.id AND k.code = 'accepted');
    INSERT INTO casework_stepkind (municipality_id, case_type_id, code, position, name_th, name_en, next_codes, is_final)
    SELECT type.municipality_id, type.id, 'accepted', assigned.position + 1, 'ชุดซ่อมรับงานแล้ว', 'Accepted by the crew',
           '{assigned,on_scene,on_the_way,reported}', false
    FROM casework_casetype AS type JOIN casework_stepkind AS assigned ON assigned.case_type_id = type.id AND assigned.code = 'assigned'
    WHERE type.code LIKE 'incident-%'
      AND NOT EXISTS (SELECT FROM casework_stepkind AS k WHERE k.case_type_id = type.id AND k.code = 'accepted');
    UPDATE casework_stepkind AS kind
    SET next_codes = kind.next_codes || CASE kind.code WHEN 'assigned' THEN '{accepted,assigned}'::varchar[] ELSE '{assigned}'::varchar[] END
    FROM casework_casetype AS type
    WHERE type.id = kind.case_type_id AND type.code LIKE 'incident-%' AND kind.code IN ('assigned', 'on_the_way')
      AND NOT kind.next_codes @> '{assigned}';
    UPDATE incidents_assignment AS sent SET started_at = sent.assigned_at
    FROM incidents_incident AS incident
    WHERE incident.id = sent.incident_id AND sent.released_at IS NULL AND incident.state IN ('on_the_way', 'on_scene');
  END LOOP;
  PERFORM set_config('app.municipality', '', true);
END $$
