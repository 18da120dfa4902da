"""Brings what the apps declare (steps, standards, parts, data sets) to every municipality; its own things stay.

Part of making a database ready (`prepare_database`), hence of every upgrade; alone, for a municipality that was added.
"""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality
from incidents import declaring
from landsurvey import case_types
from opendata import datasets
from permits import case_types as permit_case_types


class Command(BaseCommand):
    help = "Bring new steps, standards and parts to every municipality (safe to run twice)."

    def handle(self, *args: Any, **options: Any) -> None:
        declare_to_every_municipality(on=timezone.localdate())


def declare_to_every_municipality(*, on: date) -> None:
    """Add what municipalities that were there before lack, and all of it to new ones."""
    for municipality in Municipality.objects.order_by("pk"):
        with tenancy.within(municipality):
            declaring.declare(municipality, on=on)
            case_types.declare(municipality, on=on)
            permit_case_types.declare_all(municipality, on=on)
            datasets.declare(municipality, at=timezone.now())
