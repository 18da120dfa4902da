"""The composition's own app: base templates, static files and translations."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
