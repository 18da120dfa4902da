"""A dispatcher gives an incident another place in the queue, and says why."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from gis_assets.models import JournalEntry, Municipality, Role
from incidents import reports, resolution, urgency
from incidents.models import Incident, Kind, Priority
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.speaking import Officer, english

ClientAs = Callable[..., Officer]
MakeOfficer = Callable[..., User]
LATER = AT + timedelta(minutes=5)


@lasting.fixture
def lamp(municipality: Municipality) -> Incident:
    builders.ready(municipality)
    pole = builders.a_pole(municipality, (100, 3))
    report = reports.receive(municipality, kind=Kind.LAMP_OUT, key=uuid4(), channel="qr", at=AT, pole=pole)
    return report.incident


def test_incident_goes_first_when_its_priority_is_raised(
    municipality: Municipality, lamp: Incident, officer: MakeOfficer
) -> None:
    other = builders.a_pole(municipality, (400, 3), number=2)
    tree = reports.receive(municipality, kind=Kind.TREE, key=uuid4(), channel="qr", at=AT, pole=other).incident
    person = officer(Role.DISPATCHER)

    urgency.change(lamp, to=Priority.EMERGENCY, why="หน้าโรงพยาบาล", by=person, at=LATER)

    queue = Incident.objects.of(municipality).in_queue(at=LATER).by_urgency()
    assert [each.pk for each in queue] == [lamp.pk, tree.pk]


def test_who_when_and_why_stand_in_the_journal(
    municipality: Municipality, lamp: Incident, officer: MakeOfficer
) -> None:
    person = officer(Role.DISPATCHER)

    urgency.change(lamp, to=Priority.HIGH, why=" มีเด็กเดินผ่าน ", by=person, at=LATER)

    entry = urgency.last_change(lamp)
    assert entry is not None
    assert (entry.user, entry.at, entry.why) == (person, LATER, "มีเด็กเดินผ่าน")
    assert entry.details == {"from": Priority.NORMAL, "to": Priority.HIGH}


def test_nothing_is_written_when_the_priority_is_the_same(
    municipality: Municipality, lamp: Incident, officer: MakeOfficer
) -> None:
    urgency.change(lamp, to=Priority.NORMAL, why="x", by=officer(Role.DISPATCHER), at=LATER)

    assert not JournalEntry.objects.filter(action=urgency.ACTION).exists()


@pytest.mark.parametrize("why", ["", "  ", "ก" * 501])
def test_change_is_refused_without_a_fit_reason(
    municipality: Municipality, lamp: Incident, officer: MakeOfficer, why: str
) -> None:
    with pytest.raises(urgency.NotToBeChanged):
        urgency.change(lamp, to=Priority.HIGH, why=why, by=officer(Role.DISPATCHER), at=LATER)

    lamp.refresh_from_db()
    assert lamp.priority == Priority.NORMAL


def test_change_is_refused_when_the_incident_is_closed(
    municipality: Municipality, lamp: Incident, officer: MakeOfficer
) -> None:
    person = officer(Role.DISPATCHER)
    resolution.resolve(lamp, responder=None, by=person, at=AT, note="ok")

    with pytest.raises(urgency.NotToBeChanged, match=lamp.case.reference):
        urgency.change(lamp, to=Priority.HIGH, why="x", by=person, at=LATER)


def test_refused_change_keeps_what_was_chosen(lamp: Incident, client_as: ClientAs) -> None:
    address = f"/incidents/{lamp.pk}/priority/"

    page = english(client_as(Role.DISPATCHER)).post(
        address, {"priority": 1, "why": " "}, headers={"HX-Request": "true"}
    )

    text = page.content.decode()
    assert "Write in a few words why" in text
    assert 'value="1" id="id_priority_0" required checked' in " ".join(text.split())


def test_panel_says_who_changed_it_and_why(lamp: Incident, client_as: ClientAs) -> None:
    address = f"/incidents/{lamp.pk}/priority/"

    page = english(client_as(Role.DISPATCHER)).post(
        address, {"priority": 2, "why": "before a hospital"}, headers={"HX-Request": "true"}
    )

    assert "before a hospital" in page.content.decode()


@pytest.mark.parametrize("roles", [(Role.RESPONDER,), (Role.TAX_OFFICER,), ()])
def test_others_cannot_change_it(lamp: Incident, client_as: ClientAs, roles: tuple[Role, ...]) -> None:
    answer = client_as(*roles).post(f"/incidents/{lamp.pk}/priority/", {"priority": 1, "why": "x"})

    assert answer.status_code in {302, 403}
    lamp.refresh_from_db()
    assert lamp.priority == Priority.NORMAL
