"""The app's name for Django."""

from django.apps import AppConfig


class PermitsConfig(AppConfig):
    name = "permits"
