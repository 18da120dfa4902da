"""The town's reports for the programs of others: Open311 GeoReport v2, in XML and JSON."""
