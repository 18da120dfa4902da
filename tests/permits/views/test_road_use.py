"""The use of a road, which is a file alone: from its first click to the permit, by the pages of all services."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import Municipality, Role
from permits import secrets_of
from permits.desk import deciding, examining, issuing
from permits.following import journey
from permits.ground import checking
from permits.models import Applicant, Fee, Permit, Petition
from permits.petitions import attaching, completeness, saving, submission
from tests.incidents.builders import a_road
from tests.permits import builders
from tests.permits.builders import later
from tests.permits.desk.builders import a_paid, text_of, tick_all
from tests.speaking import english

ANSWERS = {
    "purpose": "works",
    "where": "ถนนกลาง หน้าบ้านเลขที่ 12",
    "width_m": 2.5,
    "closes": "lane",
    "since": "2026-11-24",
    "days": 3,
}
NEEDED = {"id_card", "traffic_plan", "police_consent", "works_drawing"}


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock shows the instant of the builders."""
    monkeypatch.setattr(timezone, "now", lambda: later(0))


@pytest.fixture
def official(officer: Callable[..., User]) -> User:
    return officer(Role.LOCAL_OFFICIAL)


@pytest.fixture
def draft(municipality: Municipality) -> Petition:
    a_road(municipality, (-100, -6), (100, -6))
    builders.ready(municipality)
    Client().post(reverse("permits:begin", args=["road-use"]))
    return Petition.objects.get()


def url(name: str, petition: Petition, *more: object) -> str:
    return reverse(f"permits:{name}", args=[secrets_of.secret(petition.uid), *more])


def along(*places: tuple[float, float]) -> str:
    points = [builders.point(*place) for place in places]
    return json.dumps({"type": "LineString", "coordinates": [[point.x, point.y] for point in points]})


def complete(petition: Petition, **answers: object) -> Petition:
    """Everything that is asked for, by the form's own saving."""
    typed = {"course": [along((0, -6), (25, -6))]}
    typed |= {f"q_{code}": [str(said)] for code, said in (ANSWERS | answers).items()}
    typed |= {"name": ["สมชาย ใจดี"], "citizen_id": [builders.CITIZEN_ID], "address": ["1"], "phone": ["0812345678"]}
    saved = saving.save(petition, page="plan", typed=typed, revision=None, at=later(0))
    assert saved.problems == {}
    for line in attaching.asked(saved.petition):
        if line.is_required:
            builders.a_document(saved.petition, requirement=line.requirement.code)
    return saved.petition


def test_form_asks_for_a_stretch_and_nobody_whose_land_it_is(draft: Petition) -> None:
    browser = english(Client())

    place = browser.get(url("form", draft, "place")).content.decode()
    person = browser.get(url("form", draft, "person")).content.decode()
    front = browser.get(reverse("permits:front")).content.decode()

    assert "Which stretch?" in place
    assert "is_owner" not in person
    assert "20.00 baht each day" in front
    assert {each.anchor for each in completeness.missing(draft)} >= {"place-map", "id_q_days", "id_name"}


def test_parcel_is_shown_and_not_chosen_where_a_stretch_is_asked_for(draft: Petition) -> None:
    parcel = builders.a_parcel_at(draft.municipality)

    cards = Client().get(url("parcels", draft), {"code": parcel.code}).content.decode()

    assert str(parcel.parcel.uid) in cards
    assert "data-choose" not in cards


@pytest.mark.parametrize(
    ("course", "says"),
    [
        (along((0, 0), (1001, 0)), "up to 1000 m long"),
        (along((0, 0), (90_000, 0)), "outside the municipality"),
        ('{"type": "LineString", "coordinates": [[400, 95], [401, 95]]}', "outside the municipality"),
        ('{"type": "Point", "coordinates": [98.9, 18.7]}', "at least two points"),
        (json.dumps({"type": "LineString", "coordinates": [[98.9 + i / 1e7, 18.75] for i in range(501)]}), "too many"),
    ],
)
def test_stretch_is_refused_in_words_when_it_is_none(draft: Petition, course: str, says: str) -> None:
    answer = english(Client()).post(url("form", draft, "place"), {"revision": "0", "course": course})

    assert answer.status_code == 400
    assert says in answer.content.decode()


def test_only_the_documents_of_what_is_done_are_asked_for(draft: Petition) -> None:
    works = complete(draft)
    needed = {each.requirement.code for each in attaching.asked(works) if each.is_required}
    other = {"q_purpose": ["event"], "q_closes": ["nothing"]}
    event = saving.save(works, page="plan", typed=other, revision=None, at=later(1))
    left = {each.requirement.code for each in attaching.asked(event.petition) if each.is_required}

    assert (needed, left) == (NEEDED, {"id_card"})


def test_first_day_that_is_over_is_missing_in_a_draft(draft: Petition) -> None:
    assert completeness.missing(complete(draft, since="2026-11-20")) == []

    [lack] = completeness.missing(complete(draft, since="2026-11-19"))

    assert lack.anchor == "id_q_since"


def test_map_says_that_it_lies_on_a_road_and_whether_another_use_is_near(draft: Petition) -> None:
    petition = complete(draft)
    other = builders.a_draft(
        draft.municipality, service="road-use", track="road", place=builders.point(30, -6), answers=ANSWERS
    )
    builders.an_applicant(other)

    alone = Client().post(url("checks", petition), "{}", content_type="application/json").json()
    submit(other)
    beside = Client().post(url("checks", petition), "{}", content_type="application/json").json()

    assert [each["verdict"] for each in alone["findings"]] == ["pass", "pass"]
    assert [each["verdict"] for each in beside["findings"]] == ["pass", "ask"]


def submit(petition: Petition) -> Petition:
    for line in attaching.asked(petition):
        if line.is_required and not line.documents:
            builders.a_document(petition, requirement=line.requirement.code)
    return submission.submit(petition, at=later(0))


def test_permit_is_issued_for_the_days_and_names_the_road(draft: Petition, official: User) -> None:
    petition = examining.begin(submit(complete(draft)), by=official, at=later(10))
    tick_all(petition, by=official)
    a_paid(petition, by=official)

    permit = issuing.issue(petition, by=official, at=later(20))

    printed = text_of(issuing.document(permit))
    assert (permit.number, permit.valid_until) == ("ถน. 1/2569", date(2026, 11, 26))
    assert Fee.objects.get().amount_satang == 60_00
    assert "หน้าบ้านเลขที่ 12" in printed
    assert permit.facts["sketch"] is not None
    assert journey.of(petition, at=later(30)).code == "issued"
    assert Applicant.objects.get(petition=petition).is_owner is None


def test_road_is_free_again_when_the_days_are_over(draft: Petition, official: User) -> None:
    petition = examining.begin(submit(complete(draft)), by=official, at=later(10))
    tick_all(petition, by=official)
    issuing.issue(a_paid(petition, by=official), by=official, at=later(20))
    later_one = builders.a_draft(
        draft.municipality, service="road-use", track="road", place=builders.point(20, -6), answers=ANSWERS
    )

    before = Client().post(url("checks", later_one), "{}", content_type="application/json").json()
    Permit.objects.update(valid_until=date(2026, 11, 19))
    after = Client().post(url("checks", later_one), "{}", content_type="application/json").json()

    assert (before["worst"], after["worst"]) == ("ask", "pass")


def test_approval_is_refused_when_the_days_are_over(draft: Petition, official: User) -> None:
    petition = examining.begin(submit(complete(draft, days=1, since="2026-11-20")), by=official, at=later(10))
    tomorrow = later(24 * 60)
    tick_all(petition, by=official)
    checking.check(petition, by=official, at=tomorrow)

    with pytest.raises(deciding.DaysOver):
        deciding.approve(petition, reasons="", overruled={}, conditions="", by=official, at=tomorrow)
