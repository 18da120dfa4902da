"""The app's name for Django."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
