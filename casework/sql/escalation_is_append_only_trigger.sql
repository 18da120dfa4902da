CREATE TRIGGER escalation_is_append_only BEFORE UPDATE OR DELETE ON casework_escalation
FOR EACH ROW EXECUTE FUNCTION casework_row_is_append_only()
