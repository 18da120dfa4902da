"""An official who signs, and a petition on his desk."""

from collections.abc import Callable

from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from permits.models import Petition
from tests import lasting
from tests.permits.desk.builders import an_examined


@lasting.fixture
def official(officer: Callable[..., User]) -> User:
    return officer(Role.LOCAL_OFFICIAL)


@lasting.fixture
def examined(municipality: Municipality, official: User) -> Petition:
    return an_examined(municipality, by=official)
