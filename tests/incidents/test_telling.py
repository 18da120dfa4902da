"""Who is told of which step, in which words, and what is never told."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from casework import outbox, tracking
from casework.models import Message
from gis_assets.models import Municipality, Role
from incidents import contacts, dispatch, grouping, holding, reports, resolution, responding
from incidents.models import Contact, HeldReport, Incident, Report, Responder
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.speaking import Officer, at_work_in

HOOK = "https://hooks.example.org/th"
ClientAs = Callable[..., Officer]
Person = Callable[..., User]


@pytest.fixture(autouse=True)
def town(municipality: Municipality, settings: Settings) -> Municipality:
    settings.OUTBOX_CHANNELS = {
        "email": "casework.outbox.mail.Mail",
        "webhook": "casework.outbox.webhooks.Webhook",
    }
    builders.ready(municipality)
    builders.roads(municipality, (0, 0), (1000, 0))
    return municipality


@pytest.fixture
def crew(town: Municipality, officer: Person) -> Responder:
    user = officer(Role.RESPONDER)
    user.email = "crew@example.org"
    user.save()
    return builders.a_crew(town, user, (300, 0), webhook=HOOK)


def a_report(town: Municipality, **facts: Any) -> Report:
    asked: dict[str, Any] = {"kind": "tree", "key": uuid4(), "channel": "web", "at": AT}
    return reports.receive(town, **asked | {"point": builders.point((10, 10))} | facts)


def told(to: str) -> list[str]:
    return list(Message.objects.filter(address=to).order_by("pk").values_list("kind", flat=True))


def test_citizen_is_told_of_the_steps_that_matter(town: Municipality, crew: Responder, officer: Person) -> None:
    report = a_report(town, kind="flood", email="a@example.org", webhook=HOOK)  # a kind that needs no photo
    incident, by = report.incident, officer(Role.DISPATCHER)

    dispatch.assign(incident, responder=crew, by=by, at=AT)
    responding.give_back(incident, responder=crew, by=crew.user, at=AT, note="รถเสีย")
    dispatch.assign(incident, responder=crew, by=by, at=AT)
    responding.set_out(incident, responder=crew, by=crew.user, at=AT)
    responding.arrive(incident, responder=crew, by=crew.user, at=AT)
    resolution.resolve(incident, responder=crew, by=crew.user, at=AT, note="น้ำลดแล้ว")
    resolution.reopen(incident, by=None, at=AT, note="ยังอยู่")

    steps = ["report.received", "report.on_the_way", "report.resolved", "report.reopened"]
    assert told("a@example.org") == steps
    ours = Message.objects.filter(about=f"report:{report.idempotency_key}")
    assert sorted(ours.values_list("channel", "kind")) == sorted(
        (way, step) for way in ("email", "webhook") for step in steps
    )
    assert set(ours.values_list("case", flat=True)) == {incident.case_id}


def test_words_are_thai_then_english_with_the_page_and_the_emergency_number(town: Municipality) -> None:
    report = a_report(town, email="a@example.org", words="ต้นไม้ล้มทับบ้านป้าแดง", phone="081-234-5678")

    message = Message.objects.get()
    code = tracking.grouped(report.tracking)
    thai, english = message.body.split("— — —")
    assert message.subject == f"ต้นไม้ล้ม: เรื่องที่แจ้ง {code}"
    for words in (thai, english):
        assert code in words
        assert f"http://127.0.0.1:8000/r/{report.tracking}/" in words
        assert "191" in words
    assert "เทศบาลเมืองทดสอบ" in thai
    assert "Test Town" in english
    assert "Your report has arrived" in english
    assert "Your report" not in thai
    everything = message.subject + message.body + json.dumps(message.facts, ensure_ascii=False)
    assert not any(private in everything for private in ("ป้าแดง", "081", "a@example.org"))


def test_nobody_is_told_who_left_no_address(town: Municipality, crew: Responder, officer: Person) -> None:
    incident = a_report(town, phone="081-234-5678").incident
    resolution.resolve(incident, responder=None, by=officer(Role.DISPATCHER), at=AT, note="เสร็จ")

    assert not Message.objects.exists()


def test_everybody_who_reported_it_is_told_once_though_reports_were_joined(town: Municipality, officer: Person) -> None:
    by = officer(Role.DISPATCHER)
    first = a_report(town, email="a@example.org")
    second = a_report(town, email="b@example.org", point=builders.point((700, 10)))
    grouping.merge(second.incident, into=first.incident, by=by, at=AT)

    resolution.resolve(first.incident, responder=None, by=by, at=AT, note="เสร็จ")

    assert told("a@example.org") == told("b@example.org") == ["report.received", "report.resolved"]


def test_form_sent_twice_is_told_once(town: Municipality) -> None:
    key = uuid4()
    for _ in range(2):
        a_report(town, key=key, email="a@example.org")

    assert told("a@example.org") == ["report.received"]


def test_held_report_is_told_like_any_other_and_not_again_when_it_is_let_through(
    town: Municipality, officer: Person
) -> None:
    facts: dict[str, Any] = {
        "kind": "tree",
        "channel": "web",
        "at": AT,
        "words": "ไม้ล้ม",
        "sender": "9.9.9.9",
        "device": "d",
    }
    by = officer(Role.DISPATCHER)
    probe = holding.submit(town, key=uuid4(), point=builders.point((10, 10)), **facts)
    holding.block(_held_like(town, probe), by=by, at=AT)

    held = holding.submit(
        town, key=uuid4(), point=builders.point((20, 10)), email="a@example.org", webhook=HOOK, **facts
    )

    assert isinstance(held, HeldReport)
    assert told("a@example.org") == ["report.received"]
    report = holding.let_through(held, pole=None, by=by, at=AT + timedelta(minutes=5))
    assert (report.email, report.webhook) == ("a@example.org", HOOK)
    assert told("a@example.org") == ["report.received"]


def _held_like(town: Municipality, report: Report | HeldReport) -> HeldReport:
    return HeldReport(municipality=town, sender_digest=report.sender_digest, device_digest=report.device_digest, pk=1)


def test_crew_is_told_what_it_gets_and_what_is_taken_from_it(
    town: Municipality, crew: Responder, officer: Person
) -> None:
    by = officer(Role.DISPATCHER)
    pole = builders.a_pole(town, (100, 3))
    incident = a_report(town, pole=pole, words="ความลับ", phone="081-234-5678").incident

    dispatch.assign(incident, responder=crew, by=by, at=AT)
    responding.give_back(incident, responder=None, by=by, at=AT)

    assert told("crew@example.org") == ["crew.assigned", "crew.relieved"]
    given = Message.objects.get(kind="crew.assigned", channel="webhook")
    assert (given.address, given.about, given.case_id) == (HOOK, f"crew:{crew.pk}", incident.case_id)
    assert given.facts["incident"] == incident.case.reference
    assert given.facts["pole"] == pole.pole.code
    assert "About 1 min by road" in given.body
    assert "ความลับ" not in given.body
    assert "081" not in given.body


def test_both_crews_are_told_when_one_goes_in_the_others_place(
    town: Municipality, crew: Responder, officer: Person
) -> None:
    user, by = officer(Role.RESPONDER), officer(Role.DISPATCHER)
    user.email = "nearer@example.org"
    user.save()
    nearer = builders.a_crew(town, user, (20, 0))
    incident = a_report(town, email="a@example.org").incident
    dispatch.assign(incident, responder=crew, by=by, at=AT)

    dispatch.reassign(incident, away_from=crew, to=nearer, by=by, at=AT + timedelta(minutes=3))

    assert told("crew@example.org") == told(HOOK) == ["crew.assigned", "crew.relieved"]
    assert told("nearer@example.org") == ["crew.assigned"]
    assert told("a@example.org") == ["report.received"]
    taken = Message.objects.get(kind="crew.relieved", channel="email")
    assert incident.case.reference in taken.subject


def test_nobody_is_told_of_a_change_of_crews_that_was_refused(
    town: Municipality, crew: Responder, officer: Person
) -> None:
    by, nearer = officer(Role.DISPATCHER), builders.a_crew(town, officer(Role.RESPONDER), (20, 0))
    incident = a_report(town).incident
    dispatch.assign(incident, responder=crew, by=by, at=AT)
    responding.arrive(incident, responder=crew, by=crew.user, at=AT)

    with pytest.raises(dispatch.NotWithThatCrew):
        dispatch.reassign(incident, away_from=crew, to=nearer, by=by, at=AT)

    assert told("crew@example.org") == ["crew.assigned"]


def test_crew_is_not_told_what_it_did_itself(town: Municipality, crew: Responder, officer: Person) -> None:
    incident = a_report(town).incident
    dispatch.assign(incident, responder=crew, by=officer(Role.DISPATCHER), at=AT)

    responding.give_back(incident, responder=crew, by=crew.user, at=AT, note="รถเสีย")

    assert told("crew@example.org") == ["crew.assigned"]


def test_telephone_is_told_only_where_the_installation_has_a_way_for_it(
    town: Municipality, settings: Settings, client: Client
) -> None:
    settings.OUTBOX_CHANNELS = {"sms": "tests.casework.outbox.paper.Paper"}

    report = a_report(town, phone="081-234-5678", email="a@example.org")

    assert list(Message.objects.values_list("channel", "address")) == [("sms", "081-234-5678")]
    assert "เทศบาลจะส่งข้อความ" in client.get("/p/").content.decode()
    contacts.quiet(report, at=AT)
    assert not Contact.objects.exists()


def test_program_that_reports_gets_the_secret_of_its_messages_once_it_leaves_an_address(
    client: Client, town: Municipality
) -> None:
    told_by = {"kind": "tree", "lon": "98.935", "lat": "18.75"}

    plain = client.post("/p/send/", told_by | {"key": str(uuid4()), "email": "a@example.org"}).json()
    program = client.post("/p/send/", told_by | {"key": str(uuid4()), "webhook": HOOK}).json()

    assert "webhook_secret" not in plain
    report = Report.objects.get(contact__webhook=HOOK)
    assert program["webhook_secret"] == outbox.secret_for(town, about=f"report:{report.idempotency_key}")


@pytest.mark.parametrize(
    "address", ["http://hooks.example.org/", "https://127.0.0.1/", "https://169.254.169.254/x", "a"]
)
def test_address_of_a_program_in_a_private_network_is_refused_at_its_field(client: Client, address: str) -> None:
    form = {"kind": "tree", "lon": "98.935", "lat": "18.75", "key": str(uuid4()), "webhook": address}

    answer = client.post("/p/send/", form)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["webhook"]


def test_citizen_stops_messages_on_the_page_of_the_code(town: Municipality, client: Client, officer: Person) -> None:
    report = a_report(town, email="a@example.org", webhook=HOOK, phone="081-234-5678")
    page = client.get(f"/r/{report.tracking}/").content.decode()
    assert f"/r/{report.tracking}/quiet/" in page

    answer = client.post(f"/r/{report.tracking}/quiet/", follow=True)

    assert answer.status_code == 200
    assert f"/r/{report.tracking}/quiet/" not in answer.content.decode()
    assert list(Contact.objects.values_list("phone", "email", "webhook")) == [("081-234-5678", "", "")]
    assert set(Message.objects.values_list("state", "address")) == {("withdrawn", "")}
    resolution.resolve(report.incident, responder=None, by=officer(Role.DISPATCHER), at=timezone.now(), note="เสร็จ")
    assert set(Message.objects.values_list("kind", flat=True)) == {"report.received"}


def test_stopping_needs_the_code_and_a_post(
    client: Client, town: Municipality, other_municipality: Municipality, client_as: ClientAs
) -> None:
    report = a_report(town, email="a@example.org")
    elsewhere = at_work_in(client_as(Role.DISPATCHER, of=other_municipality), other_municipality)

    assert client.get(f"/r/{report.tracking}/quiet/").status_code == 405
    assert client.post("/r/0000-0000-0000-0000/quiet/").status_code == 404
    assert elsewhere.post(f"/r/{report.tracking}/quiet/").status_code == 404
    assert Contact.objects.get().email == "a@example.org"


def test_held_report_can_be_stopped_too(town: Municipality, client: Client) -> None:
    held = HeldReport.objects.create(
        municipality=town, tracking="0" * 16, kind="tree", email="a@example.org", point=builders.point((1, 1)),
        submitted_at=AT, idempotency_key=uuid4(), channel="web", reasons=["blocked"],
    )  # fmt: skip

    client.post(f"/r/{held.tracking}/quiet/")

    held.refresh_from_db()
    assert held.email == ""


def test_what_was_told_is_emptied_with_the_contact(town: Municipality, crew: Responder, officer: Person) -> None:
    by = officer(Role.DISPATCHER)
    mended, open_one = (a_report(town, email="a@example.org", kind=kind).incident for kind in ("tree", "road"))
    dispatch.assign(mended, responder=crew, by=by, at=AT)
    responding.give_back(mended, responder=None, by=by, at=AT)
    resolution.resolve(mended, responder=None, by=by, at=AT, note="เสร็จ")

    contacts.forget(town, before=AT + timedelta(days=1), at=AT + timedelta(days=91))

    assert set(Message.objects.filter(case=mended.case).values_list("address", "body")) == {("", "")}
    assert told("a@example.org") == ["report.received"]
    assert Incident.objects.get(pk=open_one.pk).reports.get().email == "a@example.org"


def test_administrator_sees_the_secret_of_a_crews_program_and_is_told_of_a_wrong_address(
    town: Municipality, crew: Responder, client_as: ClientAs
) -> None:
    administrator = client_as(Role.ADMINISTRATOR)
    administrator.user.is_staff = administrator.user.is_superuser = True
    administrator.user.save()
    address = f"/admin/incidents/responder/{crew.pk}/change/"

    page = administrator.get(address).content.decode()
    form = {
        "municipality": town.pk,
        "user": crew.user_id,
        "call_sign": "ก",
        "vehicle": "pickup",
        "webhook": "http://10.0.0.1/",
    }
    refused = administrator.post(address, form)

    assert outbox.secret_for(town, about=f"crew:{crew.pk}").replace("+", "&#x2B;") in page.replace("+", "&#x2B;")
    assert refused.status_code == 200
    crew.refresh_from_db()
    assert crew.webhook == HOOK
