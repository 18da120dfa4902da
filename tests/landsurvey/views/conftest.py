"""The people before the survey's pages, who read English."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import translation

from gis_assets.models import Role
from tests import lasting
from tests.speaking import Officer, english


@pytest.fixture
def in_english() -> Iterator[None]:
    """The test itself reads English too: what it says is what the page says."""
    with translation.override("en"):
        yield


@lasting.fixture
def reviewer(client_as: Callable[..., Officer]) -> Officer:
    return english(client_as(Role.SURVEY_REVIEWER))


@lasting.fixture
def surveyor(client_as: Callable[..., Officer]) -> Officer:
    return english(client_as(Role.SURVEYOR))
