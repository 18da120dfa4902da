"""Two dispatchers who announce the same outage at once, each in a process of his own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents.cap import announcing
from incidents.models import Announcement, Outage
from incidents.outages import confirming
from tests import databases, racing
from tests.conftest import a_municipality
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.incidents.outages.builders import a_node, a_row


def prepare() -> None:
    """A confirmed outage and two dispatchers."""
    town = a_municipality()
    ann, _ben = User.objects.create_user("ann"), User.objects.create_user("ben")
    with tenancy.within(town):
        builders.ready(town)
        transformer = a_node(town, "T1", "transformer")
        a_row(town, transformer, first=1)
        confirming.confirm(town, device=transformer, by=ann, at=AT)


def act(verb: str, name: str = "ann") -> str:
    """`announce NAME` where nothing was announced, `take_back NAME` or `look`: what went out, or the refusal."""
    with tenancy.within(Municipality.objects.get()):
        outage, by, at = Outage.objects.get(), User.objects.filter(username=name).first(), AT + timedelta(hours=1)
        try:
            if verb == "announce" and by:
                end = at + timedelta(hours=3)
                announcing.announce(outage, severity="Moderate", expires_at=end, seen=None, by=by, at=at)
            elif verb == "take_back" and by:
                announcing.take_back(outage, by=by, at=at)
        except Refusal as refusal:
            return type(refusal).__name__
        return " ".join(Announcement.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    name = f"{settings.DATABASES['default']['NAME']}_cap_races"
    databases.make_anew(name)
    racing.done(name, prepare)
    yield name
    databases.drop(name)


@pytest.fixture
def database(prepared: str) -> Iterator[str]:
    with databases.copied(prepared, f"{prepared}_copy") as name:
        yield name


def test_one_message_goes_out_when_two_announce_at_once(database: str) -> None:
    outcomes = racing.at_once(database, act, "announce ann", "announce ben")

    assert outcomes == ("Alert", "ToldMeanwhile")
    assert racing.done(database, act, "look") == "Alert"


def test_announcement_is_taken_back_once_when_two_take_it_back_at_once(database: str) -> None:
    racing.done(database, act, "announce")

    outcomes = racing.at_once(database, act, "take_back ann", "take_back ben")

    assert outcomes == ("Alert Cancel", "NotStanding")
    assert racing.done(database, act, "look") == "Alert Cancel"
