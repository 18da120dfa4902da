"""Rasters of a municipality: received, registered, sampled by parcel, shown."""
