"""Addresses and words go when they have served or are wanted no more; that something was told stays."""

import pytest

from casework import outbox
from casework.models import Case
from gis_assets import tenancy
from gis_assets.models import Municipality
from tests.casework import builders as cases
from tests.casework.outbox.builders import NOW, a_message, later, tried
from tests.casework.outbox.receivers import MailServer

pytestmark = pytest.mark.usefixtures("connected")


def test_message_is_emptied_with_its_case_and_old_ones_of_none(municipality: Municipality, mail: MailServer) -> None:
    cases.a_case_type(municipality)
    ended, open_one = cases.a_case(municipality), cases.a_case(municipality)
    of_ended = tried(a_message(municipality, "email", "a@example.org", key="1", case=ended, facts={"code": "A"}))
    of_open = a_message(municipality, "email", "a@example.org", key="2", case=open_one)
    of_none = a_message(municipality, "email", "a@example.org", key="3")
    young = a_message(municipality, "email", "a@example.org", key="4", at=later(60))

    served = Case.objects.filter(pk=ended.pk).values("pk")
    count = outbox.forget(municipality, cases=served, before=later(30), at=later(90))

    for message in (of_ended, of_open, of_none, young):
        message.refresh_from_db()
    assert count == 2
    assert (of_ended.address, of_ended.subject, of_ended.body, of_ended.facts) == ("", "", "", {})
    assert (of_ended.state, of_ended.delivered_at, of_ended.forgotten_at) == ("delivered", NOW, later(90))
    assert (of_none.state, of_none.address) == ("withdrawn", "")
    assert (of_open.address, young.address) == ("a@example.org", "a@example.org")


def test_waiting_message_is_not_sent_when_it_is_wanted_no_more(
    municipality: Municipality, other_municipality: Municipality, mail: MailServer
) -> None:
    unwanted = a_message(municipality, "email", "a@example.org", key="1", about="report:1")
    other = a_message(municipality, "email", "b@example.org", key="2", about="report:11")
    with tenancy.within(other_municipality):
        elsewhere = a_message(other_municipality, "email", "c@example.org", key="1", about="report:1")

    assert outbox.withdraw(municipality, about="report:1", at=later(1)) == 1

    assert (tried(unwanted, minutes=2).state, tried(other, minutes=2).state) == ("withdrawn", "delivered")
    assert [came["To"] for came in mail.taken] == ["b@example.org"]
    with tenancy.within(other_municipality):
        elsewhere.refresh_from_db()
    assert elsewhere.state == "waiting"


def test_same_key_stays_known_after_its_message_was_emptied(municipality: Municipality) -> None:
    first = a_message(municipality, "email", "a@example.org", key="once")
    outbox.withdraw(municipality, about="report:1", at=later(1))

    assert a_message(municipality, "email", "a@example.org", key="once") == first
