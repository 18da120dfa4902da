"""A parcel with a house, and visits to it as a phone sends them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from gis_assets.models import BuildingVersion, Municipality, ParcelVersion, Role, Source
from landsurvey.field import fieldwork
from landsurvey.models import Visit
from tests import lasting
from tests.landsurvey.fieldbuilders import NOW, a_house, a_parcel, a_visit


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@lasting.fixture
def parcel(source: Source) -> ParcelVersion:
    """1,600 square metres, which are 400 square wah."""
    return a_parcel("01A001", source=source)


@lasting.fixture
def house(parcel: ParcelVersion, source: Source) -> BuildingVersion:
    return a_house(parcel, source=source)


@pytest.fixture
def visited(municipality: Municipality, reviewer: User) -> Callable[..., Visit]:
    """A visit that landed: of 60 % dwelling and 40 % unused, and nothing else unless it is said."""

    def visit(of: ParcelVersion, **facts: Any) -> Visit:
        noted = a_visit(of, **{"buildings": [], **facts})
        return fieldwork.record(noted, municipality=municipality, by=reviewer, at=NOW)

    return visit
