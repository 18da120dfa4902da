"""Two reviewers at once, and a promotion killed half-way."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion
from gis_assets.refusals import Refusal
from landsurvey import promotion, review
from landsurvey.models import Decision, Upload
from tests import databases, racing
from tests.conftest import a_municipality
from tests.landsurvey.builders import AT, a_row, a_square, a_survey, checked

DAY = date(2023, 4, 1)


def prepare() -> str:
    """A checked survey of two squares and two reviewers, in an empty database."""
    municipality = a_municipality()
    ann, _ben = User.objects.create_user("ann"), User.objects.create_user("ben")
    rows = [a_row(a_square(0)), a_row(a_square(1), PARCEL_COD="01A002")]
    with tenancy.within(municipality), tempfile.TemporaryDirectory() as folder:
        return str(checked(a_survey(rows, Path(folder)), municipality=municipality, by=ann).status)


def act(verb: str, name: str = "ann") -> str:
    """`accept NAME`, `return NAME`, `promote NAME` or `look`; what the survey then looks like, or the refusal."""
    with tenancy.within(Municipality.objects.get()):
        upload = Upload.objects.get()
        by = User.objects.get(username=name)
        try:
            if verb == "accept":
                review.decide(upload, rows=[1, 2], decision=Decision.ACCEPTED, by=by, at=AT, seen=0)
            elif verb == "return":
                review.decide(upload, rows=[1], decision=Decision.RETURNED, by=by, at=AT, comment="no", seen=0)
            elif verb == "promote":
                promotion.promote(upload, effective_date=DAY, by=by, at=AT)
        except Refusal as refusal:
            return type(refusal).__name__
        decisions = ",".join(upload.features.order_by("row").values_list("decision", flat=True))
        upload.refresh_from_db()
        return f"{upload.status} {decisions} {ParcelVersion.objects.count()}"


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    """A database with one checked survey of two rows, to be copied."""
    with racing.prepared("races", prepare, told="checked") as name:
        yield name


@pytest.fixture
def database(prepared: str) -> Iterator[str]:
    with databases.copied(prepared, f"{prepared}_copy") as name:
        yield name


def test_second_reviewer_is_told_when_both_decide_at_once(database: str) -> None:
    outcomes = racing.at_once(database, act, "accept ann", "return ben")

    assert outcomes == ("checked accepted,accepted 0", "DecidedMeanwhile")


def test_promoted_once_when_two_promote_at_once(database: str) -> None:
    racing.done(database, act, "accept")

    outcomes = racing.at_once(database, act, "promote ann", "promote ben")

    assert outcomes == ("promoted accepted,accepted 2", "AlreadyPromoted")
    assert racing.done(database, act, "look") == "promoted accepted,accepted 2"


@pytest.mark.parametrize("end", ["process", "backend"])
def test_register_is_as_it_was_when_a_promotion_is_killed_and_it_may_run_again(database: str, end: str) -> None:
    racing.done(database, act, "accept")
    with racing.journal_lock(database) as holder:
        promoting = racing.started(database, act, "promote")
        racing.until_waiting(holder, database, 1)
        if end == "process":
            promoting.kill()
        else:
            holder.execute(racing.HANG_UP, [database])
        promoting.outcome()

    assert racing.done(database, act, "look") == "checked accepted,accepted 0"
    assert racing.done(database, act, "promote", "ben") == "promoted accepted,accepted 2"
