"""The counter that these tests share."""

from collections.abc import Callable

from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from permits.models import Petition, Session
from tests import lasting
from tests.permits.appointments import builders


@lasting.fixture
def counter(municipality: Municipality, officer: Callable[..., User]) -> Session:
    """Monday from nine to ten, one place in each quarter of an hour."""
    builders.ready(municipality)
    return builders.a_session(municipality, officer(Role.PERMIT_OFFICER))


@lasting.fixture
def petition(counter: Session) -> Petition:
    """A petition that waits for an appointment at this counter."""
    return builders.a_petition(counter.municipality)
