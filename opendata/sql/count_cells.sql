-- Into a table of the transaction. By itself, so that the database may share it out among its processes.
CREATE TEMPORARY TABLE opendata_cell ON COMMIT DROP AS
{cells}
