"""Taking what citizens send, holding back what looks like a prank, and undoing either."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from incidents import contacts, holding, photos, resolution
from incidents.models import Contact, HeldReport, Incident, Kind, Report
from tests import lasting
from tests.incidents import builders, pictures
from tests.incidents.builders import AT

NIGHT = AT.replace(hour=16)  # eleven at night in Thailand
PHOTO = photos.Developed(pictures.jpeg(), 40, 30, None, "0" * 64)


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    return municipality


@lasting.fixture
def dispatcher(officer: Callable[..., User]) -> User:
    return officer(Role.DISPATCHER)


def submit(town: Municipality, **facts: Any) -> Report | HeldReport:
    asked: dict[str, Any] = {"kind": Kind.TREE, "key": uuid4(), "channel": "web", "at": AT, "device": "phone"}
    return holding.submit(town, **asked | {"point": builders.point((10, 10))} | facts)


def a_held(town: Municipality, **facts: Any) -> HeldReport:
    for minute in range(3):
        submit(town, at=NIGHT + timedelta(minutes=minute), point=builders.point((minute * 300, 0)))
    held = submit(town, at=NIGHT + timedelta(minutes=5), words="ต้นไม้ล้ม", **facts)
    assert isinstance(held, HeldReport)
    return held


def test_burst_at_night_is_held_out_of_the_queue(town: Municipality) -> None:
    held = a_held(town)

    assert held.reasons == ["night_burst"]
    assert Incident.objects.count() == 3


def test_same_words_for_three_places_are_held_also_from_phones_of_one_network(town: Municipality) -> None:
    def from_phone(number: int, words: str) -> Report | HeldReport:
        place = builders.point((number * 300, 0))
        return submit(town, sender="10.0.0.1", device=f"phone {number}", words=words, point=place)

    silent = [from_phone(number, "") for number in range(3)]
    talkative = [from_phone(number, "ไฟดับทั้งหมู่บ้านนะ") for number in range(3, 6)]

    assert {type(each) for each in (*silent, *talkative[:2])} == {Report}
    assert isinstance(talkative[2], HeldReport)
    assert talkative[2].reasons == ["same_text"]


def test_phone_without_a_number_has_no_earlier_reports(town: Municipality) -> None:
    sent = [submit(town, at=NIGHT + timedelta(minutes=minute), device="") for minute in range(5)]

    assert {type(each) for each in sent} == {Report}


def test_wire_down_is_never_held(town: Municipality) -> None:
    a_held(town)

    assert isinstance(submit(town, at=NIGHT + timedelta(minutes=6), kind=Kind.WIRE_DOWN), Report)


def test_form_sent_twice_is_one_held_report_with_its_photo(town: Municipality) -> None:
    key = UUID(int=1)
    first = a_held(town, key=key)

    second = submit(town, at=NIGHT + timedelta(minutes=9), key=key, photo=PHOTO)

    assert second == first
    assert first.photos.count() == 1


def test_report_let_through_keeps_its_code_photo_and_time(town: Municipality, dispatcher: User) -> None:
    held = a_held(town, photo=PHOTO, phone="081-234-5678")

    report = holding.let_through(held, pole=None, by=dispatcher, at=NIGHT + timedelta(hours=1))

    assert (report.tracking, report.submitted_at, report.phone) == (held.tracking, held.submitted_at, "081-234-5678")
    assert report.photos.count() == 1
    with pytest.raises(holding.AlreadyDecided):
        holding.discard(held, by=dispatcher, at=NIGHT + timedelta(hours=1))


def test_report_let_through_joins_what_another_reported_of_it_meanwhile(town: Municipality, dispatcher: User) -> None:
    there = builders.point((2000, 0))
    held = a_held(town, point=there)
    after = submit(town, at=NIGHT + timedelta(minutes=20), device="another", point=there)

    report = holding.let_through(held, pole=None, by=dispatcher, at=NIGHT + timedelta(hours=1))

    assert isinstance(after, Report)
    assert report.incident == after.incident


def test_discarded_report_is_taken_back_and_let_through(town: Municipality, dispatcher: User) -> None:
    held = holding.discard(a_held(town), by=dispatcher, at=AT)
    assert not HeldReport.objects.waiting()

    holding.take_back(held, by=dispatcher, at=AT)

    assert HeldReport.objects.waiting().get() == held
    assert holding.let_through(held, pole=None, by=dispatcher, at=NIGHT + timedelta(hours=1)).incident


def test_blocked_phone_is_held_until_the_block_ends(town: Municipality, dispatcher: User) -> None:
    block = holding.block(a_held(town), by=dispatcher, at=NIGHT + timedelta(hours=1))
    assert block is not None
    noon, after = AT + timedelta(days=1), block.until + timedelta(hours=12)

    assert isinstance(submit(town, at=noon), HeldReport)
    assert isinstance(submit(town, at=noon, device="another"), Report)
    assert isinstance(submit(town, at=after), Report)


def test_block_is_lifted_at_once(town: Municipality, dispatcher: User) -> None:
    held = a_held(town)
    holding.block(held, by=dispatcher, at=NIGHT + timedelta(hours=1))

    holding.unblock(held, by=dispatcher, at=NIGHT + timedelta(hours=2))

    assert isinstance(submit(town, at=AT + timedelta(days=1)), Report)


@pytest.mark.parametrize(("metres", "joins"), [(140, True), (160, False)])
def test_recognised_incident_is_joined_only_within_its_reach(town: Municipality, metres: int, *, joins: bool) -> None:
    first = submit(town)
    assert isinstance(first, Report)

    second = submit(
        town, at=AT + timedelta(hours=5), point=builders.point((10 + metres, 10)), joins=first.incident, device="other"
    )

    assert isinstance(second, Report)
    assert (second.incident == first.incident) is joins


def test_contacts_are_forgotten_when_they_have_served(town: Municipality, dispatcher: User) -> None:
    mended, open_one = submit(town, phone="0812345678"), submit(town, email="a@example.org", kind=Kind.FLOOD)
    assert isinstance(mended, Report)
    assert isinstance(open_one, Report)
    resolution.resolve(mended.incident, responder=None, by=dispatcher, at=AT, note="เสร็จ")

    assert contacts.forget(town, before=AT, at=AT) == 0
    assert contacts.forget(town, before=AT + timedelta(days=1), at=AT) == 1

    assert Contact.objects.get().report == open_one
