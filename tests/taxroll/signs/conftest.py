"""Signs that can be computed by hand, on the ground of the test town."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Party, SignVersion
from gis_assets.signs import SignFacts
from taxroll.signs import declaring
from tests import lasting
from tests.taxroll.builders import an_owner

AT = datetime(2026, 2, 2, 3, 0, tzinfo=UTC)
YEAR_BE = 2569
IN_TOWN = (98.92, 18.75)


def facts(**changed: Any) -> SignFacts:
    """Static, Thai only, 100 x 500 cm, shown since 2563: 100 units at 5 baht, 500.00 a year."""
    known: dict[str, Any] = {
        "words": "ร้านทดสอบ",
        "place": "ถนนทดสอบ",
        "width_cm": 100,
        "height_cm": 500,
        "faces": 1,
        "letters": 1,
        "is_moving": False,
        "shown_from": date(2020, 5, 1),
        "lon_lat": IN_TOWN,
    }
    return SignFacts(**known | changed)


@lasting.fixture
def shopkeeper(municipality: Municipality) -> Party:
    return an_owner(municipality, name="นางป้าย ทดสอบ")


@lasting.fixture
def declare(municipality: Municipality, shopkeeper: Party, clerk: User) -> Callable[..., SignVersion]:
    def run(*, owner: Party = shopkeeper, **changed: Any) -> SignVersion:
        return declaring.declare(
            facts(**changed), owner=owner, municipality=municipality, evidence="ภ.ป.1 เลขรับ 1/2569", by=clerk, at=AT
        )

    return run


@pytest.fixture
def returned(clerk: User) -> Callable[..., SignVersion]:
    def run(version: SignVersion, *, on: date = date(2026, 1, 20), tax_year_be: int = YEAR_BE) -> SignVersion:
        declaring.receive_returns([version.sign], tax_year_be=tax_year_be, received_on=on, by=clerk, at=AT)
        return version

    return run
