"""The app's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxrollConfig(AppConfig):
    name = "taxroll"
    verbose_name = _("Tax roll")
