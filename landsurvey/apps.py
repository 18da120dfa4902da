"""The app's name for Django."""

from django.apps import AppConfig


class LandsurveyConfig(AppConfig):
    name = "landsurvey"
