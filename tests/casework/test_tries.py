"""Codes that nobody has are tried a few times an hour only, each kind and each sender counted apart."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import Http404
from pytest_django import Settings

from casework import tries
from casework.models import FailedTry
from gis_assets.models import Municipality

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
SENDER = "198.51.100.7"


@pytest.fixture(autouse=True)
def _two_an_hour(settings: Settings) -> None:
    settings.LOOKUPS_PER_HOUR = 2


def fail(town: Municipality, *, kind: str = "report", sender: str = SENDER, at: datetime = NOON) -> None:
    with pytest.raises(Http404), tries.counted(town, kind=kind, sender=sender, at=at):
        raise Http404


def may(town: Municipality, *, kind: str = "report", sender: str = SENDER, at: datetime = NOON) -> bool:
    try:
        with tries.counted(town, kind=kind, sender=sender, at=at):
            return True
    except tries.TooManyTries:
        return False


def test_sender_is_refused_known_codes_too_when_he_had_his_tries(municipality: Municipality) -> None:
    fail(municipality)
    assert may(municipality)

    fail(municipality)

    assert not may(municipality)


def test_other_kinds_and_senders_may_when_one_may_not(municipality: Municipality) -> None:
    fail(municipality)
    fail(municipality)

    assert may(municipality, kind="secret")
    assert may(municipality, sender="203.0.113.9")


def test_sender_may_again_and_nothing_is_kept_when_the_hour_is_over(municipality: Municipality) -> None:
    fail(municipality)
    fail(municipality)

    fail(municipality, at=NOON + timedelta(hours=1))

    assert FailedTry.objects.count() == 1


def test_address_is_not_kept_when_a_try_fails(municipality: Municipality) -> None:
    fail(municipality)

    assert SENDER not in FailedTry.objects.get().sender_digest
