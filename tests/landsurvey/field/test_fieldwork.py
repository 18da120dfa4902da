"""Visits and photos land exactly once, are proposals only, and what cannot be is refused with the reason."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import translation
from pytest_django import Settings

from gis_assets.models import Municipality, ParcelVersion, Role, Source
from landsurvey.field import fieldwork, visitlist
from landsurvey.formats import visit as visits
from landsurvey.models import Visit, VisitPhoto
from tests import lasting
from tests.landsurvey.fieldbuilders import NOW, TODAY, a_jpeg, a_parcel, a_version, a_visit, a_visit_json, an_exif

pytestmark = pytest.mark.django_db


@lasting.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


@lasting.fixture
def parcel(source: Source) -> ParcelVersion:
    return a_parcel("01A001", source=source)


def recorded(noted: visits.Visit, municipality: Municipality, by: User) -> Visit:
    return fieldwork.record(noted, municipality=municipality, by=by, at=NOW)


def test_visit_lands_once_when_it_is_sent_three_times(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User
) -> None:
    noted = a_visit(parcel)

    landed = {recorded(noted, municipality, surveyor).uid for _ in range(3)}

    assert len(landed) == 1
    visit = Visit.objects.get()
    assert (visit.parcel, visit.seen_version, visit.accuracy_m) == (parcel.parcel, parcel, 3.5)
    assert visit.uses == {"residential": 60, "vacant": 40}
    assert ParcelVersion.objects.get() == parcel


def test_database_itself_refuses_a_second_row_under_one_number(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User
) -> None:
    visit = recorded(a_visit(parcel), municipality, surveyor)
    visit.pk, visit.uid = None, uuid.uuid4()

    with pytest.raises(IntegrityError, match="visit_lands_once"), transaction.atomic():
        visit.save(force_insert=True)


def test_number_stands_for_one_visit_of_one_person(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User, officer: Callable[..., User]
) -> None:
    sent = a_visit_json(parcel)
    recorded(visits.read(sent), municipality, surveyor)

    with pytest.raises(fieldwork.NumberTaken):
        recorded(visits.read({**sent, "note": "another"}), municipality, surveyor)
    with pytest.raises(fieldwork.NumberTaken):
        recorded(visits.read(sent), municipality, officer(Role.SURVEYOR))


def test_both_visits_are_kept_and_shown_when_two_surveyors_see_one_parcel(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User, officer: Callable[..., User]
) -> None:
    recorded(a_visit(parcel), municipality, surveyor)
    recorded(a_visit(parcel, result="refused", uses={}, buildings=[]), municipality, officer(Role.SURVEYOR))

    page = visitlist.of_parcel(parcel.parcel, on=TODAY, number=1)

    assert [shown.others for shown in page] == [1, 1]


def test_visit_says_so_when_the_parcel_has_changed_since(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User, source: Source
) -> None:
    recorded(a_visit(parcel), municipality, surveyor)
    before = visitlist.of_parcel(parcel.parcel, on=TODAY, number=1)[0].parcel_changed_since
    a_version(parcel.parcel, "01A001", source=source, since=TODAY - timedelta(days=3))

    after = visitlist.of_parcel(parcel.parcel, on=TODAY, number=1)[0].parcel_changed_since

    assert (before, after) == (False, True)


def test_unknown_parcel_and_campaign_are_refused(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User
) -> None:
    with pytest.raises(fieldwork.NoSuchParcel):
        recorded(a_visit(parcel, parcel_uid=str(uuid.uuid4())), municipality, surveyor)
    with pytest.raises(fieldwork.NoSuchCampaign):
        recorded(a_visit(parcel, campaign_uid=str(uuid.uuid4())), municipality, surveyor)


def test_clock_that_runs_ahead_is_refused(parcel: ParcelVersion, municipality: Municipality, surveyor: User) -> None:
    with pytest.raises(fieldwork.ClockRunsAhead):
        recorded(a_visit(parcel, visited_at="2023-07-01T00:00:00+07:00"), municipality, surveyor)


def test_more_visits_than_a_person_can_make_wait(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User, settings: Settings
) -> None:
    settings.FIELD_VISITS_PER_HOUR = 2
    first = a_visit(parcel)
    recorded(first, municipality, surveyor)
    recorded(a_visit(parcel), municipality, surveyor)

    with pytest.raises(fieldwork.TooManyAtOnce):
        recorded(a_visit(parcel), municipality, surveyor)
    assert recorded(first, municipality, surveyor).digest == first.digest()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("client_uid", "7"),
        ("parcel_uid", None),
        ("visited_at", "2023-05-31T09:00:00"),
        ("visited_at", None),
        ("visited_at", "0001-01-01T00:00:00+07:00"),
        ("result", "done"),
        ("position", [98.9]),
        ("position", [198.9, 18.7]),
        ("position", ["98.9", "18.7"]),
        ("accuracy_m", -1),
        ("accuracy_m", float("nan")),
        ("accuracy_m", True),
        ("uses", {"residential": 60, "vacant": 41}),
        ("uses", {"garden": 10}),
        ("uses", {"vacant": 10.5}),
        ("buildings", [{}] * 21),
        ("buildings", ["a house"]),
        ("buildings", [{"storeys": 0}]),
        ("buildings", [{"material_class": "gold"}]),
        ("note", "x" * 1001),
        ("note", 7),
        ("seen_version", "1"),
    ],
)
def test_visit_with_an_impossible_field_is_refused_by_name(field: str, value: object) -> None:
    sent = {
        "client_uid": str(uuid.uuid4()),
        "parcel_uid": str(uuid.uuid4()),
        "visited_at": "2023-05-31T09:00:00+07:00",
        "result": "surveyed",
    }

    with pytest.raises(visits.NotAVisit):
        visits.read({**sent, field: value})


def test_photo_lands_once_without_the_words_of_its_camera(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User
) -> None:
    visit, number = recorded(a_visit(parcel), municipality, surveyor), uuid.uuid4()
    sent = a_jpeg(exif=an_exif(owner="Somchai"))

    for _ in range(2):
        fieldwork.add_photo(visit, client_uid=number, content=sent, name="a", at=NOW)

    photo = VisitPhoto.objects.get()
    with photo.file.open() as kept:
        content = kept.read()
    assert b"Somchai" not in content
    assert (photo.size_bytes, photo.width, photo.height) == (len(content), 8, 6)
    assert photo.position is not None
    assert photo.position.tuple == pytest.approx((98.943611, 18.744444), abs=1e-6)


def test_visit_takes_no_more_photos_than_it_may(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User
) -> None:
    visit = recorded(a_visit(parcel), municipality, surveyor)
    for _ in range(fieldwork.MAX_PHOTOS):
        fieldwork.add_photo(visit, client_uid=uuid.uuid4(), content=a_jpeg(), name="a", at=NOW)

    with pytest.raises(fieldwork.TooManyPhotos):
        fieldwork.add_photo(visit, client_uid=uuid.uuid4(), content=a_jpeg(), name="a", at=NOW)


def test_photo_number_stands_for_one_photo(parcel: ParcelVersion, municipality: Municipality, surveyor: User) -> None:
    visit, other = (recorded(a_visit(parcel), municipality, surveyor) for _ in range(2))
    number = uuid.uuid4()
    fieldwork.add_photo(visit, client_uid=number, content=a_jpeg(), name="a", at=NOW)

    with pytest.raises(fieldwork.NumberTaken):
        fieldwork.add_photo(visit, client_uid=number, content=a_jpeg(size=(9, 9)), name="a", at=NOW)
    with pytest.raises(fieldwork.NumberTaken):
        fieldwork.add_photo(other, client_uid=number, content=a_jpeg(), name="a", at=NOW)


def test_landed_names_only_the_persons_own_visits(
    parcel: ParcelVersion, municipality: Municipality, surveyor: User, officer: Callable[..., User]
) -> None:
    own, foreign = a_visit(parcel), a_visit(parcel)
    recorded(own, municipality, surveyor)
    recorded(foreign, municipality, officer(Role.SURVEYOR))
    asked = [own.client_uid, foreign.client_uid, uuid.uuid4()]

    landed = fieldwork.landed(municipality, by=surveyor, client_uids=asked)

    assert [visit.client_uid for visit in landed] == [own.client_uid]


@pytest.mark.parametrize(
    ("building", "words"),
    [
        ({"storeys": 1, "floor_area_m2": 12345.67}, "1 storey, 12,345.67 m²"),
        ({"storeys": 1.5, "floor_area_m2": 1_000_000.0}, "1.5 storeys, 1,000,000 m²"),
        ({"storeys": 2, "floor_area_m2": 40.5}, "2 storeys, 40.5 m²"),
    ],
)
def test_building_is_told_with_its_whole_area_and_in_the_right_number(building: dict[str, Any], words: str) -> None:
    with translation.override("en"):
        assert visitlist.building_in_words(building) == words
