"""A town with a pole and a program that has a key to report there."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.core.cache import cache

from gis_assets.models import Municipality, Role, UtilityPoleVersion
from tests import lasting
from tests.incidents import builders
from tests.incidents.open311.programs import a_key


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    cache.clear()
    return municipality


@lasting.fixture
def administrator(officer: Callable[..., User]) -> User:
    return officer(Role.ADMINISTRATOR)


@lasting.fixture
def key(town: Municipality, administrator: User) -> str:
    _client, key = a_key(town, administrator)
    return key


@lasting.fixture
def pole(town: Municipality) -> UtilityPoleVersion:
    return builders.a_pole(town)
