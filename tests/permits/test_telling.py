"""Who is told of which step of a petition, in which words, and what is never told."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from psycopg.types.range import Range
from pytest_django import Settings

from casework.models import Message, MessageState
from gis_assets.models import Municipality, Role
from permits import moving, secrets_of, telling, workflow
from permits.appointments import booking
from permits.following import news
from permits.models import Petition, Room, Session
from tests.permits import builders
from tests.permits.builders import AT, later

HOOK = "https://hooks.example.org/th"
Person = Callable[..., User]


@pytest.fixture
def petition(municipality: Municipality, settings: Settings) -> Petition:
    """Somchai's, submitted at ten; he left an address."""
    settings.OUTBOX_CHANNELS = {
        "email": "casework.outbox.mail.Mail",
        "webhook": "casework.outbox.webhooks.Webhook",
    }
    return builders.a_submitted_petition(municipality)


@pytest.fixture
def counter(petition: Petition, officer: Person) -> Session:
    """Open from eleven to noon on the day of the petition."""
    room = Room.objects.create(municipality=petition.municipality, name_th="ช่อง 1", name_en="Counter 1")
    return Session.objects.create(
        municipality=petition.municipality,
        officer=officer(Role.PERMIT_OFFICER),
        room=room,
        during=Range(later(60), later(120)),
    )


def told() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def booked(petition: Petition, *, minutes: float = 60, at: float = 1) -> None:
    booking.hold(petition, start=later(minutes), at=later(at))
    booking.confirm(petition, at=later(at + 1))


def test_applicant_is_told_of_the_steps_that_concern_him(petition: Petition, officer: Person, counter: Session) -> None:
    by = officer(Role.LOCAL_OFFICIAL)
    telling.submitted(petition, at=AT)
    booked(petition)
    for step, minutes in (("examined", 61), ("asked", 62), ("examined", 70), ("approved", 71), ("issued", 72)):
        moving.move(petition, to=step, by=by, at=later(minutes))

    assert told() == [
        "permit.submitted", "permit.booked", "permit.asked", "permit.decided", "permit.issued",
    ]  # fmt: skip


def test_message_is_thai_first_and_leads_to_the_owners_page_when_a_step_is_told(petition: Petition) -> None:
    telling.submitted(petition, at=AT)

    message = Message.objects.get()
    thai, english = message.body.split("— — —")
    assert "คำขอ" in thai
    assert "Your petition has arrived" in english
    assert f"/permits/mine/{secrets_of.secret(petition.uid)}/status/" in thai


def test_nothing_of_the_applicant_or_the_petition_is_in_a_message(petition: Petition, officer: Person) -> None:
    petition.applicant.webhook = HOOK
    petition.applicant.save()

    moving.move(petition, to="examined", by=officer(Role.LOCAL_OFFICIAL), at=later(1))
    moving.move(petition, to="asked", by=officer(Role.LOCAL_OFFICIAL), at=later(2))

    assert {message.channel for message in Message.objects.all()} == {"email", "webhook"}
    for message in Message.objects.all():
        said = f"{message.subject} {message.body} {message.facts}"
        for private in ("สมชาย", "081", "703", "หมู่ 3", petition.parcel_code):
            assert private not in said


def test_same_step_is_told_once_when_it_is_told_again(petition: Petition) -> None:
    telling.submitted(petition, at=AT)
    telling.submitted(petition, at=later(1))

    assert told() == ["permit.submitted"]


def test_appointment_is_told_with_its_time_and_a_calendar_when_it_is_confirmed(
    petition: Petition, counter: Session
) -> None:
    booked(petition)

    body = Message.objects.get().body
    assert "11:00, Counter 1" in body
    assert body.count(f"/permits/mine/{secrets_of.secret(petition.uid)}/appointment.ics") == 2


def test_another_time_is_told_when_the_appointment_is_moved(petition: Petition, counter: Session) -> None:
    booked(petition)

    booking.move(petition, start=later(75), at=later(3))

    assert ["11:15" in body for body in Message.objects.order_by("pk").values_list("body", flat=True)] == [False, True]


def test_applicant_is_told_when_the_office_cancels_and_not_when_he_does(
    petition: Petition, counter: Session, officer: Person
) -> None:
    booked(petition)
    booking.cancel(petition, by=None, at=later(3))
    assert told() == ["permit.booked"]

    booked(petition, minutes=75, at=4)
    booking.cancel(petition, by=officer(Role.PERMIT_OFFICER), at=later(6))

    assert told() == ["permit.booked", "permit.booked", "permit.called_off"]


def test_applicant_is_told_when_nobody_came(petition: Petition, counter: Session) -> None:
    booked(petition)

    booking.miss(petition.municipality, at=later(60 * 24))

    assert told() == ["permit.booked", "permit.missed"]


def test_nothing_is_written_when_no_address_was_left(petition: Petition) -> None:
    news.quiet(petition, at=AT)

    telling.submitted(Petition.objects.get(pk=petition.pk), at=AT)

    assert told() == []


def test_waiting_messages_are_withdrawn_and_the_address_is_gone_when_no_more_are_wanted(petition: Petition) -> None:
    telling.submitted(petition, at=AT)

    news.quiet(petition, at=later(1))

    message = Message.objects.get()
    assert (message.state, message.address, message.body) == (MessageState.WITHDRAWN, "", "")
    petition.applicant.refresh_from_db()
    assert petition.applicant.email == ""


def test_message_and_step_are_there_together_or_not_at_all(petition: Petition, officer: Person) -> None:
    by = officer(Role.LOCAL_OFFICIAL)

    with transaction.atomic():
        moving.move(petition, to="asked", by=by, at=later(1))
        assert told() == ["permit.asked"]
        transaction.set_rollback(True)

    assert told() == []
    assert moving.stands_at(petition) == workflow.SUBMITTED
