-- Case types of incidents declared before today learn the step of an incident that lives on in another one.
DO $$
DECLARE town bigint;
BEGIN
  FOR town IN SELECT id FROM gis_assets_municipality LOOP
    PERFORM set_config('app.municipality', town::text, true);
    UPDATE casework_stepkind AS kind SET next_codes = next_codes || '{merged}'
    FROM casework_casetype AS type
    WHERE type.id = kind.case_type_id AND type.code LIKE 'incident-%' AND kind.code IN ('reported', 'reopened')
      AND NOT kind.next_codes @> '{merged}';
    INSERT INTO casework_stepkind (municipality_id, case_type_id, code, position, name_th, name_en, next_codes, is_final)
    SELECT type.municipality_id, type.id, 'merged', 6, 'รวมเข้ากับเหตุอื่น', 'Joined to another incident', '{reported}', true
    FROM casework_casetype AS type
    WHERE type.code LIKE 'incident-%'
      AND NOT EXISTS (SELECT FROM casework_stepkind k WHERE k.case_type_id = type.id AND k.code = 'merged');
  END LOOP;
  PERFORM set_config('app.municipality', '', true);
END $$
