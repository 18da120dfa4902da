-- A person also sees her own roles elsewhere, so that she can change to another municipality.
CREATE POLICY own_roles_everywhere ON gis_assets_membership FOR SELECT
USING (user_id = nullif(current_setting('app.user', true), '')::bigint)
