CREATE TRIGGER charge_is_append_only BEFORE UPDATE OR DELETE ON casework_charge
FOR EACH ROW EXECUTE FUNCTION casework_row_is_append_only()
