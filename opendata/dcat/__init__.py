"""The catalogue as linked data: DCAT-AP 3."""
