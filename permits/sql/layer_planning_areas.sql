SELECT area.uid AS id, area.shape AS geom, area.kind, area.code, area.name_th, area.name_en,
    array_to_string(ARRAY(SELECT jsonb_array_elements_text(area.allowed)), ', ') AS allowed,
    array_to_string(ARRAY(SELECT jsonb_array_elements_text(area.denied)), ', ') AS denied,
    area.most_height_m, area.most_storeys, area.citation, area.doubt, lower(area.valid) AS in_force_since, area.valid
FROM permits_planningarea AS area
WHERE area.municipality_id = %(municipality)s AND area.valid @> %(on)s::date
