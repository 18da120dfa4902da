"""Every address of the one-stop service: who gets in, and that nobody else does, whichever page is added."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import Http404
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone
from pytest_django import Settings

from gis_assets.models import Municipality, Role
from permits import access, secrets_of
from permits.appointments import booking
from permits.desk import visiting
from permits.models import Appointment, Document, Explanation, Petition, Session, Visit
from permits.urls import urlpatterns
from tests.permits.appointments import builders as counter
from tests.permits.builders import SERVICE, a_document, a_draft, a_submitted_petition, later
from tests.speaking import Officer, at_work_in

ClientAs = Callable[..., Officer]
PUBLIC = {
    *("front", "begin", "go_on", "limits", "find_status", "status"),
    *("waiting", "verify", "verify_receipt", "visits_worker"),
}
"""Open to everybody, and without anybody's name; `status` asks for a tracking number."""
ACCOUNT = {"kept", "kept_open", "kept_give_up"}
"""For whoever is signed in, with what the own account keeps alone."""
OWN_LIST = {"desk_next"}
"""Looks no petition up: leads on within the officer's own list."""
NOT_YET = {"permit_pdf", "letter_pdf", "receipt_pdf", "fee", "calendar", "document_preview"}
"""What a petition only submitted, with a document without a picture, does not have."""


@dataclass(frozen=True)
class Things:
    """A petition with one of everything that has an address, and another one of the same town."""

    petition: Petition
    other: Petition
    document: Document
    explanation: Explanation
    visit: Visit
    appointment: Appointment
    session: Session

    def address(self, pattern: URLPattern, *, secret: str = "") -> str:
        """Of this very petition, with its owner's secret or another one."""
        uid = self.petition.uid
        if pattern.name in {"arrive", "leave"}:
            uid = self.appointment.uid
        elif pattern.name in {"document", "document_preview", "take_out"}:
            uid = self.document.uid
        known: dict[str, Any] = {
            "secret": secret or secrets_of.secret(self.petition.uid),
            "tracking": self.petition.tracking,
            "uid": uid,
            "document": self.document.uid,
            "explanation_id": self.explanation.pk,
            "visit_id": self.visit.pk,
            "session_id": self.session.pk,
            "room_id": self.session.room_id,
            "service": SERVICE,
            "page": "review",
            "code": "0" * 16,
        }
        return reverse(f"permits:{pattern.name}", kwargs={word: known[word] for word in words(pattern)})


def words(pattern: URLPattern) -> set[str]:
    return set(pattern.pattern.converters)


OWNERS = [each for each in urlpatterns if "secret" in words(each)]
OFFICERS = [each for each in urlpatterns if "secret" not in words(each) and each.name not in PUBLIC | ACCOUNT]


@pytest.fixture
def things(municipality: Municipality, officer: Callable[..., User], settings: Settings) -> Things:
    settings.LOOKUPS_PER_HOUR = 10_000
    clerk = officer(Role.PERMIT_OFFICER)
    petition = a_submitted_petition(municipality, ("examined", 10), by=clerk)
    session = counter.a_session(municipality, clerk)
    other = counter.a_petition(municipality)
    return Things(
        petition=petition,
        other=other,
        document=a_document(petition),
        explanation=Explanation.objects.create(
            municipality=municipality, petition=petition, due_at=later(0), explain_by=later(60)
        ),
        visit=visiting.order(
            petition,
            officer=clerk,
            due_date=timezone.localdate(later(0)),
            task="ดูแนวเขต",
            by=clerk,
            at=later(12),
        ),
        appointment=_held(other),
        session=session,
    )


def _held(petition: Petition) -> Appointment:
    return booking.hold(petition, start=counter.at("09:00"), at=counter.at("08:00"))


def answers(client: Client, address: str) -> set[int]:
    """How a GET and a POST are answered; 405, the wrong one of the two, is left out."""
    return {client.get(address).status_code, client.post(address).status_code} - {405}


def elsewhere(client_as: ClientAs, other: Municipality) -> Officer:
    """One who may do everything, but is at work in another municipality."""
    return at_work_in(client_as(Role.LOCAL_OFFICIAL, Role.PERMIT_OFFICER, of=other), other)


def test_office_is_for_who_is_signed_in_with_the_role(client: Client, client_as: ClientAs, things: Things) -> None:
    wrong = client_as(Role.TAX_OFFICER)

    for pattern in OFFICERS:
        address = things.address(pattern)
        assert answers(client, address) == {302}, address
        assert answers(wrong, address) == {403}, address


def test_account_opens_to_who_is_signed_in_and_nothing_that_it_does_not_keep(
    client: Client, client_as: ClientAs, things: Things
) -> None:
    officer = client_as(Role.LOCAL_OFFICIAL)

    for pattern in (each for each in urlpatterns if each.name in ACCOUNT):
        address = things.address(pattern)
        assert answers(client, address) == {302}, address
        assert answers(officer, address) == ({404} if words(pattern) else {200, 302}), address


def test_officer_of_another_town_finds_nothing_of_this_one(
    client_as: ClientAs, other_municipality: Municipality, things: Things
) -> None:
    stranger = elsewhere(client_as, other_municipality)

    for pattern in OFFICERS:
        if words(pattern) and pattern.name not in OWN_LIST:
            assert answers(stranger, things.address(pattern)) == {404}, pattern.name
    assert stranger.get(reverse("permits:desk")).status_code == 200


def test_owners_page_is_not_found_when_the_secret_is_wrong(
    client: Client, client_as: ClientAs, other_municipality: Municipality, things: Things
) -> None:
    foreign = elsewhere(client_as, other_municipality)

    for pattern in OWNERS:
        for wrong in (secrets_of.secret(uuid.uuid4()), things.petition.tracking):
            address = things.address(pattern, secret=wrong)
            assert (client.get(address).status_code, client.post(address).status_code) == (404, 404), address
        assert answers(foreign, things.address(pattern)) == {404}, pattern.name


def test_owners_page_is_kept_from_browsers_and_search_engines(client: Client, things: Things) -> None:
    for pattern in OWNERS:
        page = client.get(things.address(pattern))
        if page.status_code == 404:
            assert pattern.name in NOT_YET, pattern.name
            continue
        assert page["X-Robots-Tag"] == "noindex", pattern.name
        assert "no-store" in page["Cache-Control"], pattern.name
        assert page["Referrer-Policy"] in {"same-origin", "no-referrer"}, pattern.name


def test_document_of_another_petition_is_not_found(client: Client, client_as: ClientAs, things: Things) -> None:
    clerk, secret = client_as(Role.PERMIT_OFFICER), secrets_of.secret(things.other.uid)

    for name in ("document", "document_preview", "take_out"):
        assert answers(client, reverse(f"permits:{name}", args=[secret, things.document.uid])) == {404}, name
    for name, key in (("desk_document", things.document.uid), ("desk_explain", things.explanation.pk)):
        assert answers(clerk, reverse(f"permits:{name}", args=[things.other.uid, key]) + "?original") == {404}, name


def test_doors_look_in_the_requests_town_even_where_the_database_would_not_hinder(
    other_municipality: Municipality, things: Things
) -> None:
    petition, elsewhere = things.petition, SimpleNamespace(municipality=other_municipality, user=things.visit.officer)
    here = SimpleNamespace(municipality=petition.municipality, user=things.visit.officer)
    doors: list[tuple[Callable[[Any], object], object]] = [
        (lambda asked: access.petition_at_desk(asked, str(petition.uid)), petition),
        (lambda asked: access.petition_by_secret(asked.municipality, secrets_of.secret(petition.uid)), petition),
        (lambda asked: access.petition_by_tracking(asked.municipality, petition.tracking), petition),
        (lambda asked: access.visit_of_officer(asked, things.visit.pk), things.visit),
        (lambda asked: access.appointment_at_counter(asked, str(things.appointment.uid)), things.appointment),
        (lambda asked: access.session_at_counter(asked, things.session.pk), things.session),
        (lambda asked: access.room_at_counter(asked, things.session.room_id), things.session.room),
    ]

    for opens, thing in doors:
        assert opens(here) == thing
        with pytest.raises(Http404):
            opens(elsewhere)


def test_draft_is_neither_at_the_desk_nor_followed_by_its_number(client_as: ClientAs, things: Things) -> None:
    draft, clerk = a_draft(things.petition.municipality), client_as(Role.PERMIT_OFFICER)

    assert answers(clerk, reverse("permits:petition_at_desk", args=[draft.uid])) == {404}
    assert answers(clerk, reverse("permits:status", args=[draft.tracking])) == {404}


def test_public_pages_are_those_named_here() -> None:
    anybody = {pattern.name for pattern in urlpatterns} - {each.name for each in (*OWNERS, *OFFICERS)}

    assert anybody == PUBLIC | ACCOUNT
    assert len(OWNERS) + len(OFFICERS) > 60
