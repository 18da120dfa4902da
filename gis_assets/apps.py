"""The register, base of every other app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GisAssetsConfig(AppConfig):
    name = "gis_assets"
    verbose_name = _("Register")
