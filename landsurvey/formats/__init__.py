"""Readers: one module for each family of files, all ending in the same columns (`features.Features`)."""
