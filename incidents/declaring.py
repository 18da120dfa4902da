"""What a municipality must have before anything can be reported in it: case types with their rules, and parts.

Run for every municipality whenever a database is made ready (`prepare_database`), so that an upgrade brings new steps,
standards and parts, and a new municipality all of them. What the municipality has of its own stays.
"""

from datetime import date

from django.db import transaction

from gis_assets.models import Municipality
from incidents import case_types, parts


@transaction.atomic
def declare(municipality: Municipality, *, on: date) -> None:
    """Add what is missing; rules without a day of their own are in force from that day."""
    case_types.declare_all(municipality, on=on)
    parts.declare(municipality)
