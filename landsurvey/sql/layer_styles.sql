-- Where QGIS keeps the styles of a GeoPackage's layers (QGIS "Save style in datasource").
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    f_table_catalog TEXT(256) DEFAULT '',
    f_table_schema TEXT(256) DEFAULT '',
    f_table_name TEXT(256),
    f_geometry_column TEXT(256),
    styleName TEXT(30),
    styleQML TEXT,
    styleSLD TEXT DEFAULT '',
    useAsDefault BOOLEAN,
    description TEXT DEFAULT '',
    owner TEXT(30) DEFAULT '',
    ui TEXT(30) DEFAULT '',
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
