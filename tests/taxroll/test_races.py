"""Two heads of revenue at once: one wins, the other is told."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll import assessment
from taxroll.models import LineSeal, Roll
from taxroll.rolls import listing
from tests import databases, racing
from tests.conftest import a_municipality
from tests.gis_assets.builders import a_parcel
from tests.taxroll.builders import a_building_price, a_right, a_zone, an_owner
from tests.taxroll.conftest import AT, an_assessed


def prepare() -> str:
    """An assessed roll of one shop and two heads of revenue, in an empty database."""
    municipality = a_municipality()
    ann, _ben = User.objects.create_user("ann"), User.objects.create_user("ben")
    with tenancy.within(municipality):
        a_zone(municipality)
        a_building_price(municipality)
        a_right(an_owner(municipality), a_parcel(municipality, other_wah=100).parcel)
        roll = assessment.build(municipality=municipality, tax_year_be=2567, by=ann, at=AT)
        return str(an_assessed(roll, by=ann).status)


def act(verb: str, name: str) -> str:
    """`seal NAME` or `reopen NAME`; the roll's state and seals then, or the refusal."""
    with tenancy.within(Municipality.objects.get()):
        roll = Roll.objects.get()
        by = User.objects.get(username=name)
        try:
            if verb == "seal":
                assessment.seal(roll, by=by, at=AT)
            elif verb == "reopen":
                listing.reopen(roll, why="ยังไม่ครบ", by=by, at=AT)
        except Refusal as refusal:
            return type(refusal).__name__
        roll.refresh_from_db()
        return f"{roll.status} {LineSeal.objects.count()}"


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    """A database with one assessed roll, to be copied."""
    with racing.prepared("rollraces", prepare, told="assessed") as name:
        yield name


@pytest.fixture
def database(prepared: str) -> Iterator[str]:
    with databases.copied(prepared, f"{prepared}_copy") as name:
        yield name


def test_second_is_told_when_two_seal_at_once(database: str) -> None:
    assert racing.at_once(database, act, "seal ann", "seal ben") == ("sealed 1", "RollIsSealed")


def test_second_is_told_when_one_seals_and_one_opens_again(database: str) -> None:
    assert racing.at_once(database, act, "reopen ann", "seal ben") == ("listed 0", "MoveNotOpen")
