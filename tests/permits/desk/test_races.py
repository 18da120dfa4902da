"""Two officers at once on two connections: one decides, takes the money or issues, the other is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits import moving
from permits.desk import fees, issuing
from permits.models import Decision, PaidBy, Permit, Petition
from tests import databases, racing
from tests.conftest import a_municipality
from tests.permits.desk.builders import PAID_AT, an_examined, approve, refuse


def prepare() -> str:
    """A petition that is examined, and two officials."""
    municipality = a_municipality()
    ann, _ben = User.objects.create_user("ann"), User.objects.create_user("ben")
    with tenancy.within(municipality):
        return moving.stands_at(an_examined(municipality, by=ann))


def act(verb: str, name: str) -> str:
    """`approve NAME`, `refuse NAME`, `take NAME` or `issue NAME`; where the petition stands then, or the refusal."""
    with tenancy.within(Municipality.objects.get()):
        petition, by = Petition.objects.get(), User.objects.get(username=name)
        try:
            if verb == "approve":
                approve(petition, by=by)
            elif verb == "refuse":
                refuse(petition, by=by)
            elif verb == "take":
                fees.take(petition, way=PaidBy.CASH, slip="", by=by, at=PAID_AT)
            elif verb == "issue":
                issuing.issue(petition, by=by, at=PAID_AT)
        except Refusal as refusal:
            return f"{type(refusal).__name__} {'ann' in str(refusal)}"
        return f"{moving.stands_at(petition)} {Decision.objects.count()} {Permit.objects.count()}"


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    """A database with one examined petition, to be copied."""
    with racing.prepared("deskraces", prepare, told="examined") as name:
        yield name


@pytest.fixture
def database(prepared: str) -> Iterator[str]:
    with databases.copied(prepared, f"{prepared}_copy") as name:
        yield name


def test_second_is_told_who_decided_what_when_two_decide_at_once(database: str) -> None:
    assert racing.at_once(database, act, "refuse ann", "approve ben") == ("refused 1 0", "DecidedAlready True")


def test_money_is_taken_once_and_one_permit_issued_when_two_do_it_at_once(database: str, tmp_path: Path) -> None:
    assert racing.done(database, act, "approve", "ann") == "approved 1 0"

    assert racing.at_once(database, act, "take ann", "take ben") == ("approved 1 0", "PaidAlready False")
    assert racing.at_once(database, act, "issue ann", "issue ben") == ("issued 1 1", "issued 1 1")


def test_nothing_is_half_issued_when_the_process_is_killed(database: str, tmp_path: Path) -> None:
    racing.done(database, act, "approve", "ann")
    racing.done(database, act, "take", "ann")
    with racing.journal_lock(database) as holder:
        killed = racing.started(database, act, "issue", "ann", files=tmp_path)
        racing.until_waiting(holder, database, 1)
        killed.kill()

    assert racing.done(database, act, "issue", "ben", files=tmp_path) == "issued 1 1"
    assert len(list(tmp_path.rglob("*.pdf"))) == 1
