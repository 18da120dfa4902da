"""Buildings that are seen from above but not registered: layers read, compared, priced, and decided on."""
