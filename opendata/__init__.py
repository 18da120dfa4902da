"""Publishes the layers that the apps declare: the public map, open files and the search."""
