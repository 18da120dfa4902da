"""Elevation models and orthophotos: looked at, made cloud-optimised, drawn as tiles, sampled by parcel.

Pure: knows files and arrays, but no Django, no clock and no database.
"""
