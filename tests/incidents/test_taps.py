"""What a crew tapped without a network: once each, at its own instant within bounds, never lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from gis_assets.models import Municipality, Role
from incidents import dispatch, parts, photos, reports, resolution, responding, taps
from incidents.models import Act, Assignment, Incident, Kind, Outcome, PartUse, Responder, Tap
from tests import lasting
from tests.incidents import builders, pictures
from tests.incidents.builders import AT

Someone = Callable[..., User]
HOUR = timedelta(hours=1)
BACK = AT + HOUR
"""When the network is there again."""


@lasting.fixture
def crew(municipality: Municipality, officer: Someone) -> Responder:
    builders.ready(municipality)
    parts.declare(municipality)
    builders.roads(municipality, (0, 0), (1000, 0))
    return builders.a_crew(municipality, officer(Role.RESPONDER), (0, 0))


@lasting.fixture
def given(crew: Responder, officer: Someone) -> Assignment:
    """A lamp, whose repair needs a photo."""
    pole = builders.a_pole(crew.municipality, (100, 3))
    incident = reports.receive(
        crew.municipality, kind=Kind.LAMP_OUT, key=uuid4(), channel="qr", at=AT, pole=pole
    ).incident
    return dispatch.assign(incident, responder=crew, by=officer(Role.DISPATCHER), at=AT)


def tapped(
    given: Assignment, act: Act, *, minute: int, at: datetime = BACK, key: UUID | None = None, **more: Any
) -> Tap:
    told = taps.Tapped(key=key or uuid4(), act=act, said_at=AT + timedelta(minutes=minute), **more)
    return taps.take(given, tapped=told, by=given.responder.user, at=at)


def a_photo() -> photos.Developed:
    return photos.develop(SimpleUploadedFile("a.jpg", pictures.jpeg(), content_type="image/jpeg"))


def steps_of(incident: Incident) -> list[tuple[str, float]]:
    """Steps with the minute in which each was entered."""
    rows = incident.case.steps.order_by("entered_at", "pk")
    return [(step.code, (step.entered_at - AT).total_seconds() / 60) for step in rows]


def test_an_hour_of_taps_stands_in_the_case_at_their_own_instants(given: Assignment) -> None:
    tapped(given, Act.ACCEPT, minute=3)
    tapped(given, Act.SET_OUT, minute=5)
    tapped(given, Act.ARRIVE, minute=20)
    tapped(given, Act.PHOTO, minute=40, photo=a_photo())
    done = tapped(given, Act.DONE, minute=45, note="เปลี่ยนโคม", used={"led-lamp": 1, "photocell": 2})

    assert steps_of(given.incident) == [
        ("reported", 0), ("assigned", 0), ("accepted", 3), ("on_the_way", 5), ("on_scene", 20), ("resolved", 45),
    ]  # fmt: skip
    assert (done.outcome, done.said_at, done.received_at) == (Outcome.TAKEN, AT + timedelta(minutes=45), BACK)
    assert {(use.part.code, use.quantity) for use in PartUse.objects.all()} == {("led-lamp", 1), ("photocell", 2)}


def test_same_tap_sent_twice_is_one(given: Assignment) -> None:
    key = uuid4()

    first, second = (tapped(given, Act.SET_OUT, minute=5, key=key) for _ in range(2))

    assert first == second
    assert [code for code, _minute in steps_of(given.incident)] == ["reported", "assigned", "on_the_way"]


@pytest.mark.parametrize("minute", [61, 24 * 60, -24 * 60])
def test_instant_of_reception_counts_when_the_phones_cannot_be_right(given: Assignment, minute: int) -> None:
    tap = tapped(given, Act.SET_OUT, minute=minute)

    assert tap.taken_at == BACK
    assert tap.said_at == AT + timedelta(minutes=minute)
    assert steps_of(given.incident)[-1] == ("on_the_way", 60)


def test_step_is_never_before_the_assignment_or_the_step_it_follows(given: Assignment) -> None:
    early = tapped(given, Act.SET_OUT, minute=-5)
    tapped(given, Act.ARRIVE, minute=-3)

    assert early.taken_at == AT
    assert steps_of(given.incident)[-2:] == [("on_the_way", 0), ("on_scene", 0)]


def test_crew_is_told_and_its_words_are_kept_when_another_was_sent_meanwhile(
    given: Assignment, officer: Someone
) -> None:
    other = builders.a_crew(given.municipality, officer(Role.RESPONDER), (900, 0))
    at = AT + timedelta(minutes=10)
    dispatch.reassign(given.incident, away_from=given.responder, to=other, by=officer(Role.DISPATCHER), at=at)

    photo = tapped(given, Act.PHOTO, minute=15, photo=a_photo())
    tap = tapped(given, Act.DONE, minute=20, note="เสร็จแล้ว")

    assert (photo.outcome, given.incident.photos.count()) == (Outcome.TAKEN, 1)
    assert (tap.outcome, tap.note) == (Outcome.REFUSED, "เสร็จแล้ว")
    assert other.call_sign in tap.refusal
    assert "10:10" in tap.refusal
    assert taps.refused_of(given.incident) == [tap]
    assert steps_of(given.incident)[-1] == ("assigned", 10)


def test_step_that_was_written_down_by_radio_meanwhile_is_known(given: Assignment, officer: Someone) -> None:
    at = AT + timedelta(minutes=10)
    responding.set_out(given.incident, responder=None, by=officer(Role.DISPATCHER), at=at)

    tap = tapped(given, Act.SET_OUT, minute=8)

    assert tap.outcome == Outcome.KNOWN
    assert steps_of(given.incident)[-1] == ("on_the_way", 10)


def test_lamp_is_not_closed_by_a_crew_without_a_photo(given: Assignment) -> None:
    tapped(given, Act.ARRIVE, minute=20)

    tap = tapped(given, Act.DONE, minute=45, note="เสร็จ")
    with pytest.raises(resolution.NoPhoto):
        resolution.resolve(given.incident, responder=given.responder, by=given.responder.user, at=BACK, note="เสร็จ")

    assert tap.outcome == Outcome.REFUSED
    assert steps_of(given.incident)[-1] == ("on_scene", 20)


def test_photo_of_an_earlier_repair_does_not_count_again(given: Assignment, officer: Someone) -> None:
    dispatcher = officer(Role.DISPATCHER)
    tapped(given, Act.ARRIVE, minute=20)
    tapped(given, Act.PHOTO, minute=30, photo=a_photo())
    tapped(given, Act.DONE, minute=31, note="เสร็จ")
    resolution.reopen(given.incident, by=dispatcher, at=BACK, note="ดับอีก")
    again = dispatch.assign(given.incident, responder=given.responder, by=dispatcher, at=BACK)
    responding.arrive(given.incident, responder=given.responder, by=given.responder.user, at=BACK)

    tap = tapped(again, Act.DONE, minute=70, note="เสร็จ", at=BACK + HOUR)

    assert tap.outcome == Outcome.REFUSED


@pytest.mark.parametrize("used", [{"gold": 1}, {"fuse": 1000}, {"fuse": -1}])
def test_part_that_cannot_be_is_refused_and_nothing_is_closed(given: Assignment, used: dict[str, int]) -> None:
    tapped(given, Act.ARRIVE, minute=20)
    tapped(given, Act.PHOTO, minute=30, photo=a_photo())

    tap = tapped(given, Act.DONE, minute=45, note="เสร็จ", used=used)

    assert tap.outcome == Outcome.REFUSED
    assert not PartUse.objects.exists()


def test_parts_of_a_month_are_summed_and_stand_in_the_poles_history(given: Assignment) -> None:
    tapped(given, Act.ARRIVE, minute=20)
    parts.use(given.incident, used={"fuse": 2}, by=None, at=AT)
    parts.use(given.incident, used={"fuse": 3, "cable": 0}, by=None, at=BACK)

    [month] = parts.used_in(given.municipality, since=AT, until=BACK + HOUR)
    [first] = parts.used_in(given.municipality, since=AT, until=BACK)

    assert (month.part.code, month.quantity, month.incidents) == ("fuse", 5, 1)
    assert first.quantity == 2
    assert given.incident.pole is not None
    assert [use.quantity for use in parts.of_pole(given.incident.pole)] == [3, 2]


def test_position_is_refused_off_duty_deleted_at_sign_off_and_forgotten_when_old(
    crew: Responder, municipality: Municipality
) -> None:
    hours = timedelta(hours=12)
    kept = responding.forget_positions(municipality, at=AT + hours)
    forgotten = responding.forget_positions(municipality, at=AT + hours + timedelta(seconds=1))
    responding.record_position(crew, point=builders.point((5, 5)), at=BACK)
    responding.set_duty(crew, is_on_duty=False)

    with pytest.raises(responding.PositionOffDuty):
        responding.record_position(crew, point=builders.point((5, 5)), at=BACK)

    crew.refresh_from_db()
    assert (kept, forgotten) == (0, 1)
    assert (crew.position, crew.position_at) == (None, None)


def test_position_of_a_crew_that_stands_is_not_written_again_within_seconds(crew: Responder) -> None:
    responding.record_position(crew, point=builders.point((3, 0)), at=AT + timedelta(seconds=5))
    crew.refresh_from_db()
    still = crew.position_at
    responding.record_position(crew, point=builders.point((3, 0)), at=AT + timedelta(seconds=10))
    crew.refresh_from_db()

    assert (still, crew.position_at) == (AT, AT + timedelta(seconds=10))
