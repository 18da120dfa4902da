"""An official who signs, and a petition on his desk."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from permits.models import Petition
from tests.permits.desk.builders import an_examined


@pytest.fixture
def official(officer: Callable[..., User]) -> User:
    return officer(Role.LOCAL_OFFICIAL)


@pytest.fixture
def examined(municipality: Municipality, official: User) -> Petition:
    return an_examined(municipality, by=official)
