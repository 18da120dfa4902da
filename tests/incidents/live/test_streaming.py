"""The stream over real connections: who may follow, and that nobody misses an event or gets one twice."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import uuid4

import psycopg
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

from gis_assets import tenancy
from gis_assets.models import Municipality, Role
from incidents import dispatch, reports, responding
from incidents.live import reading
from incidents.models import Incident, Kind, LiveEvent
from incidents.outages import confirming, planning, power
from tests import conftest, databases
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.incidents.live.conftest import LONG_AGO, Page
from tests.speaking import Officer

Follow = Callable[..., Page]
SignedIn = Callable[..., Officer]


def report(town: Municipality, number: int) -> Incident:
    """A report at a pole of its own."""
    pole = builders.a_pole(town, (number * 10, 3), number=number)
    return reports.receive(town, kind=Kind.LAMP_OUT, key=uuid4(), channel="qr", at=AT, pole=pole).incident


def known(number: int) -> Callable[[Page], bool]:
    return lambda page: number in page.numbers()


def newest() -> int:
    return LiveEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]


def all_numbers() -> list[int]:
    return list(LiveEvent.objects.filter(transaction__gt=LONG_AGO).order_by("pk").values_list("pk", flat=True))


def test_page_is_told_of_a_report_and_of_the_crew_sent(town: Municipality, signed_in: SignedIn, follow: Follow) -> None:
    dispatcher = signed_in(Role.DISPATCHER)
    page = follow(dispatcher, since=reading.now())

    incident = report(town, 1)
    crew = builders.a_crew(town, User.objects.create_user("crew"), (300, 0))
    dispatch.assign(incident, responder=crew, by=dispatcher.user, at=AT)

    page.until(known(newest()))
    told = {(change["kind"], change["incident"], change["unit"]) for change in page.changes}
    assert {("incident", incident.pk, None), ("report", incident.pk, None), ("unit", None, crew.pk)} <= told
    assert {("assignment", incident.pk, crew.pk), ("step", incident.pk, None)} <= told


def test_page_is_told_of_power_outages_and_planned_works(
    town: Municipality, signed_in: SignedIn, follow: Follow
) -> None:
    dispatcher = signed_in(Role.DISPATCHER)
    pole = builders.a_pole(town, (10, 3))
    page = follow(dispatcher, since=reading.now())

    power.has_power(town, pole=pole.pole, key=uuid4(), at=AT)
    confirming.confirm(town, device=pole.pole, by=dispatcher.user, at=AT)
    planning.enter(
        town, place=pole.pole, starts_at=AT, ends_at=AT + timedelta(hours=1), reason="x", announced_by="y",
        by=dispatcher.user, at=AT,
    )  # fmt: skip

    page.until(known(newest()))
    assert {change["kind"] for change in page.changes} == {"power", "outage", "planned"}


def test_each_event_comes_once_when_the_connection_was_cut(
    town: Municipality, signed_in: SignedIn, follow: Follow
) -> None:
    dispatcher = signed_in(Role.DISPATCHER)
    report(town, 1)
    before = newest()
    first = follow(dispatcher, since=reading.now())
    report(town, 2)
    first.until(known(newest()))
    first.cut()

    for number in range(3, 13):
        report(town, number)
    second = follow(dispatcher, last_id=first.last_id).until(known(newest()))

    assert len(second.changes) >= 20
    assert not second.was_reset
    assert first.numbers() + second.numbers() == [number for number in all_numbers() if number > before]


def test_event_is_not_missed_when_its_transaction_ends_after_a_later_one(
    town: Municipality, signed_in: SignedIn, follow: Follow
) -> None:
    dispatcher = signed_in(Role.DISPATCHER)
    incident = report(town, 1)
    first = follow(dispatcher, since=reading.now())
    with databases.owner(connection.settings_dict["NAME"], autocommit=False) as slow:
        slow.execute("SELECT set_config('app.municipality', %s, false)", [str(town.pk)])
        slow.execute("UPDATE incidents_incident SET priority = 1 WHERE id = %s", [incident.pk])
        report(town, 2)
        later = newest()
        first.until(known(later))
        first.cut()
        slow.commit()

    second = follow(dispatcher, last_id=first.last_id).until(lambda page: bool(page.changes))

    assert [change["incident"] for change in second.changes] == [incident.pk]
    assert second.numbers()[0] < later
    assert second.numbers()[0] not in first.numbers()


def test_page_is_told_to_read_everything_anew_when_its_look_is_forgotten(
    town: Municipality, signed_in: SignedIn, follow: Follow
) -> None:
    look = reading.now()
    report(town, 1)
    reading.forget(town, before=LiveEvent.objects.latest("pk").at)

    page = follow(signed_in(Role.DISPATCHER), since=look).until(lambda page: page.was_reset)

    assert page.was_reset


def test_stream_is_closed_to_strangers_and_to_officers_without_the_role_here(
    town: Municipality, signed_in: SignedIn, follow: Follow
) -> None:
    elsewhere = signed_in(Role.DISPATCHER, of=conftest.a_municipality(dla_code="05500198", name_en="Other Town"))

    stranger = follow(Client()).answer

    assert (stranger.status, stranger.headers["Location"]) == (
        302,
        "/accounts/login/?next=/incidents/stream/%3Fsince%3D",
    )
    assert follow(elsewhere).answer.status == 403
    assert follow(signed_in(Role.TAX_OFFICER)).answer.status == 403


def test_page_is_told_nothing_of_another_municipality(town: Municipality, signed_in: SignedIn, follow: Follow) -> None:
    other = conftest.a_municipality(dla_code="05500198", name_en="Other Town")
    page = follow(signed_in(Role.DISPATCHER), since=reading.now())

    with tenancy.within(other):
        builders.a_crew(other, User.objects.create_user("their crew"))
        theirs = newest()
    report(town, 1)
    page.until(known(newest()))

    assert theirs not in page.numbers()


def test_stream_ends_when_the_officer_signed_out(
    town: Municipality, signed_in: SignedIn, follow: Follow, settings: Settings
) -> None:
    settings.LIVE_ASK_AGAIN_S = 1
    dispatcher = signed_in(Role.DISPATCHER)
    page = follow(dispatcher, since=reading.now())

    dispatcher.logout()

    assert page.ends()


def test_last_position_of_a_crew_is_told_when_it_moves_often(
    town: Municipality, signed_in: SignedIn, follow: Follow
) -> None:
    crew = builders.a_crew(town, User.objects.create_user("crew"), (0, 0))
    page = follow(signed_in(Role.DISPATCHER), since=reading.now())

    began = monotonic()
    for east in range(1, 51):
        responding.record_position(crew, point=builders.point((east, 0)), at=AT)

    page.until(known(newest()))
    assert set(page.kinds()) == {"position"}
    # One a second, however many seconds a busy machine took.
    assert len(page.changes) < 10 + (monotonic() - began)


def test_nothing_is_told_when_the_transaction_was_undone(
    town: Municipality, signed_in: SignedIn, follow: Follow
) -> None:
    page = follow(signed_in(Role.DISPATCHER), since=reading.now())

    with transaction.atomic():
        report(town, 1)
        undone = newest()
        transaction.set_rollback(True)
    report(town, 2)
    page.until(known(newest()))

    assert undone not in page.numbers()


def test_page_follows_on_when_the_hubs_connections_were_ended(
    town: Municipality, signed_in: SignedIn, follow: Follow, owner: "psycopg.Connection[Any]"
) -> None:
    page = follow(signed_in(Role.DISPATCHER), since=reading.now())
    report(town, 1)
    page.until(known(newest()))

    owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid NOT IN (%s, %s)",
        [connection.settings_dict["NAME"], owner.info.backend_pid, connection.connection.info.backend_pid],
    )
    for number in range(2, 7):
        report(town, number)
    page.until(known(newest()))

    assert page.numbers() == all_numbers()


def test_changes_are_read_by_asking_when_there_is_no_stream(town: Municipality, signed_in: SignedIn) -> None:
    dispatcher = signed_in(Role.DISPATCHER)
    report(town, 1)
    look = reading.now()
    incident = report(town, 2)

    told = dispatcher.get("/incidents/changes/", {"since": look}).json()

    assert told["is_whole"]
    assert {change["incident"] for change in told["changes"]} == {incident.pk}
    assert dispatcher.get("/incidents/changes/", {"since": told["upto"]}).json()["changes"] == []
    assert not dispatcher.get("/incidents/changes/", {"since": "1;DROP"}).json()["is_whole"]
