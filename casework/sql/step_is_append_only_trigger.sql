CREATE TRIGGER step_is_append_only BEFORE UPDATE OR DELETE ON casework_step
FOR EACH ROW EXECUTE FUNCTION casework_step_is_append_only()
