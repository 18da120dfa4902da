"""What tests of the valuation ask of what was found."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll.law.tables import Table
from taxroll.models import GapReason
from taxroll.valuation import ValuedFacts
from tests.gis_assets.builders import RECORDED_AT
from tests.taxroll.builders import SINCE

NEW_YEAR = date(2024, 1, 1)


def reasons(found: ValuedFacts) -> list[GapReason]:
    return [gap.reason for gap in found.gaps]


def tables(found: ValuedFacts) -> list[Table]:
    return [Table(int(table)) for table in found.facts.table]


def decided(municipality: Municipality, clerk: User, **facts: Any) -> dict[str, Any]:
    """What every claim carries."""
    stamp = {"municipality": municipality, "valid": SINCE, "evidence": "หนังสือ", "decided_by": clerk}
    return stamp | {"decided_at": RECORDED_AT} | facts
