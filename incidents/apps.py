"""The app's name for Django."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
