CREATE TRIGGER dataset_version_is_append_only BEFORE UPDATE OR DELETE ON opendata_datasetversion
FOR EACH ROW EXECUTE FUNCTION casework_row_is_append_only()
