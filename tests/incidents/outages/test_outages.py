"""From reports at poles to the device: suspected, confirmed, over; and works that were announced."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from gis_assets.models import GridNode, Municipality, Role, UtilityPoleVersion
from incidents import dispatch, resolution
from incidents.models import Incident, Outage, PlannedWork
from incidents.outages import confirming, planning, power, suspecting
from tests import lasting
from tests.gis_assets.builders import square
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.incidents.outages.builders import a_node, a_row, dark
from tests.taxroll.builders import a_house

LATER = AT + timedelta(minutes=30)


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    return municipality


@lasting.fixture
def by(officer: Callable[..., User]) -> User:
    return officer(Role.DISPATCHER)


@lasting.fixture
def transformer(town: Municipality) -> GridNode:
    substation = a_node(town, "S1", "substation")
    feeder = a_node(town, "F1", "feeder", upstream=substation)
    a_row(town, a_node(town, "T2", "transformer", upstream=feeder, east=3000), first=30)
    return a_node(town, "T1", "transformer", upstream=feeder)


@lasting.fixture
def rows(town: Municipality, transformer: GridNode) -> tuple[list[UtilityPoleVersion], list[UtilityPoleVersion]]:
    return a_row(town, transformer, first=1), a_row(town, transformer, first=10)


Rows = tuple[list[UtilityPoleVersion], list[UtilityPoleVersion]]


def named(town: Municipality) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.code, each.dark_codes) for each in suspecting.suspects(town, at=LATER).suspects]


def test_suspect_climbs_with_each_report_and_falls_when_somebody_has_power(town: Municipality, rows: Rows) -> None:
    (_a, _b, c), (d, _e, f) = rows
    dark(town, c)
    one = named(town)
    dark(town, f)
    two = named(town)
    power.has_power(town, pole=d.pole, key=uuid4(), at=LATER)
    ruled_out = named(town)

    assert one == [(c.pole.code, (c.pole.code,))]
    assert [code for code, _dark in two] == ["T1"]
    assert sorted(code for code, _dark in ruled_out) == sorted([c.pole.code, f.pole.code])


def test_suspect_says_who_is_below_it(town: Municipality, rows: Rows) -> None:
    a_house(town, shape=square(east=95, north=20, side_m=10))
    a_house(town, shape=square(east=195, north=60, side_m=10))
    a_house(town, shape=square(east=2_995, north=20, side_m=10))  # at a pole of the other transformer
    for pole in (rows[0][2], rows[1][2], rows[1][0]):
        dark(town, pole)

    (suspect,) = suspecting.suspects(town, at=LATER).suspects

    assert (suspect.code, suspect.kind, suspect.is_probable) == ("T1", "transformer", True)
    assert (suspect.suspect.poles_below, suspect.lamps, suspect.buildings) == (6, 6, 1)


def test_old_and_resolved_reports_say_nothing(town: Municipality, rows: Rows, by: User) -> None:
    dark(town, rows[0][2], at=AT - timedelta(hours=3))
    resolution.resolve(dark(town, rows[1][2]).incident, responder=None, by=by, at=AT, note="ซ่อมแล้ว")

    assert named(town) == []


def test_poles_of_unknown_connection_are_grouped_by_place(town: Municipality) -> None:
    for number in range(3):
        dark(town, builders.a_pole(town, (number * 100, 0), number=number))

    answer = suspecting.suspects(town, at=LATER)

    assert answer.suspects == ()
    assert [len(group.codes) for group in answer.groups] == [3]


def test_confirmed_outage_gathers_its_incidents_and_those_that_come_later(
    town: Municipality, transformer: GridNode, rows: Rows, by: User
) -> None:
    first = dark(town, rows[0][2]).incident

    outage = confirming.confirm(town, device=transformer, by=by, at=LATER, expected_at=LATER + timedelta(hours=2))
    later = dark(town, rows[1][0], at=LATER).incident

    first.refresh_from_db()
    later.refresh_from_db()
    assert {first.outage, later.outage} == {outage}
    assert outage.evidence | {"dark": []} == {"dark": [], "lit": [], "poles": 6, "lamps": 6, "buildings": 0}
    assert outage.evidence["dark"] == [rows[0][2].pole.code]
    assert named(town) == []
    assert not Incident.objects.in_queue(at=LATER).exists()
    with pytest.raises(confirming.NotConfirmed):
        confirming.confirm(town, device=transformer, by=by, at=LATER)


def test_restored_outage_resolves_what_waits_and_leaves_a_crew_its_work(
    town: Municipality, transformer: GridNode, rows: Rows, by: User, officer: Callable[..., User]
) -> None:
    waiting, sent = dark(town, rows[0][2]).incident, dark(town, rows[1][2]).incident
    dispatch.assign(sent, responder=builders.a_crew(town, officer(Role.RESPONDER)), by=by, at=AT)
    outage = confirming.confirm(town, device=transformer, by=by, at=LATER)

    staying = confirming.restore(outage, by=by, at=LATER, note="เปลี่ยนฟิวส์แล้ว")

    waiting.refresh_from_db()
    assert staying == [sent]
    assert waiting.state == "resolved"
    assert waiting.case.steps.get(code="resolved").note == "เปลี่ยนฟิวส์แล้ว"
    with pytest.raises(confirming.NotOpen):
        confirming.restore(outage, by=by, at=LATER, note="อีกครั้ง")


def test_word_is_asked_for_and_times_in_the_past_are_refused(
    town: Municipality, transformer: GridNode, by: User
) -> None:
    outage = confirming.confirm(town, device=transformer, by=by, at=LATER)

    with pytest.raises(resolution.NothingSaid):
        confirming.restore(outage, by=by, at=LATER, note=" ")
    with pytest.raises(confirming.NoTime):
        confirming.expect(outage, expected_at=AT, by=by, at=LATER)
    assert Outage.objects.open().get() == outage


def test_power_that_is_reported_back_is_told_with_the_outage(
    town: Municipality, transformer: GridNode, rows: Rows, by: User
) -> None:
    power.has_power(town, pole=rows[0][1].pole, key=uuid4(), at=AT)
    outage = confirming.confirm(town, device=transformer, by=by, at=LATER)

    power.has_power(town, pole=rows[0][2].pole, key=uuid4(), at=LATER + timedelta(minutes=5))

    assert confirming.reported_back(outage, at=LATER + timedelta(minutes=10)) == [rows[0][2].pole.code]


def test_outage_that_is_taken_back_gives_its_incidents_back_to_the_queue(
    town: Municipality, transformer: GridNode, rows: Rows, by: User
) -> None:
    incident = dark(town, rows[0][2]).incident
    outage = confirming.confirm(town, device=transformer, by=by, at=LATER)

    confirming.withdraw(outage, by=by, at=LATER)

    assert list(Incident.objects.in_queue(at=LATER)) == [incident]
    assert named(town) != []


def a_work(town: Municipality, transformer: GridNode, by: User) -> PlannedWork:
    return planning.enter(
        town, place=transformer, starts_at=AT, ends_at=AT + timedelta(hours=2), reason="เปลี่ยนหม้อแปลง",
        announced_by="กฟภ.", by=by, at=AT,
    )  # fmt: skip


def test_planned_work_silences_what_it_explains_until_its_time_is_over(
    town: Municipality, transformer: GridNode, rows: Rows, by: User
) -> None:
    before = dark(town, rows[0][1]).incident
    work = a_work(town, transformer, by)

    during = dark(town, rows[0][2], at=LATER).incident

    before.refresh_from_db()
    during.refresh_from_db()
    assert before.planned_work == during.planned_work == work
    assert not Incident.objects.in_queue(at=LATER).exists()
    assert named(town) == []
    assert set(Incident.objects.in_queue(at=work.ends_at)) == {before, during}


def test_cancelled_work_explains_nothing(town: Municipality, transformer: GridNode, rows: Rows, by: User) -> None:
    work = a_work(town, transformer, by)
    silenced = dark(town, rows[0][2]).incident

    planning.cancel(work, by=by, at=LATER)
    heard = dark(town, rows[1][2], at=LATER).incident

    assert set(Incident.objects.in_queue(at=LATER)) == {silenced, heard}
    assert heard.planned_work is None


def test_area_of_a_work_explains_places_within_it(town: Municipality, by: User) -> None:
    inside = builders.a_pole(town, (0, 0), number=1)
    outside = builders.a_pole(town, (500, 0), number=2)
    area = inside.shape_wgs84.buffer(0.001)
    planning.enter(town, place=area, starts_at=AT, ends_at=LATER, reason="ตัดต้นไม้", announced_by="กฟภ.", by=by, at=AT)

    silenced, heard = dark(town, inside).incident, dark(town, outside).incident

    assert (silenced.planned_work is None, heard.planned_work is None) == (False, True)


def test_form_of_power_sent_twice_is_one_word_and_a_flood_of_them_is_refused(
    town: Municipality, rows: Rows, settings: pytest.FixtureRequest
) -> None:
    settings.REPORTS_PER_HOUR = 1  # type: ignore[attr-defined]
    key, pole = uuid4(), rows[0][0].pole

    one, two = (power.has_power(town, pole=pole, key=key, at=AT, sender_digest="x") for _time in range(2))

    assert one == two
    with pytest.raises(power.TooManyWords):
        power.has_power(town, pole=pole, key=uuid4(), at=AT, sender_digest="x")
