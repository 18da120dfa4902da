"""The catalogue in the form of CKAN, which data.go.th is: read by its harvesters, and sent to it."""
