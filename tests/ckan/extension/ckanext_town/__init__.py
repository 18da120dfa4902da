"""A plugin for CKAN 2.10."""
