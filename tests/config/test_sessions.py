"""Sessions are Django's, only read otherwise."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from config.sessions import SessionStore
from gis_assets.models import Municipality


def a_session(**facts: str) -> SessionStore:
    session = SessionStore()
    session.update(facts)
    session.create()
    return session


def test_what_was_kept_is_read_again(municipality: Municipality) -> None:
    kept = a_session(municipality="04500199")

    assert SessionStore(kept.session_key)["municipality"] == "04500199"


def test_session_that_has_ended_holds_nothing_and_loses_its_key(municipality: Municipality) -> None:
    kept = a_session(municipality="04500199")
    Session.objects.filter(pk=kept.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))

    again = SessionStore(kept.session_key)

    assert "municipality" not in again
    assert again.session_key is None


def test_key_that_nobody_has_is_a_stranger(municipality: Municipality) -> None:
    client = Client()
    client.cookies["sessionid"] = "x" * 32

    assert client.get("/home/").status_code == 302
