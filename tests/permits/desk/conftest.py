"""An official who signs, a petition on his desk, and browsers of those who sign and of those who examine."""

from collections.abc import Callable

from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from permits.models import Petition
from tests import lasting
from tests.permits.desk.builders import an_examined
from tests.speaking import Officer


@lasting.fixture
def official(officer: Callable[..., User]) -> User:
    return officer(Role.LOCAL_OFFICIAL)


@lasting.fixture
def examined(municipality: Municipality, official: User) -> Petition:
    return an_examined(municipality, by=official)


@lasting.fixture
def signer(client_as: Callable[..., Officer]) -> Officer:
    return client_as(Role.LOCAL_OFFICIAL)


@lasting.fixture
def clerk(client_as: Callable[..., Officer]) -> Officer:
    return client_as(Role.PERMIT_OFFICER)
