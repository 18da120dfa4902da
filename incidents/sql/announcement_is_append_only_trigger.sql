-- What the town has told everybody stays as it was told; another message takes it back or changes it.
CREATE TRIGGER announcement_is_append_only BEFORE UPDATE OR DELETE ON incidents_announcement
FOR EACH ROW EXECUTE FUNCTION casework_row_is_append_only()
