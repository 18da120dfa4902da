"""Petitions are checked as they were saved, and what was found is kept with the day by which it was found."""

import pytest
from django.contrib.gis.geos import Polygon

from gis_assets.models import Municipality, ParcelVersion
from permits import limits
from permits.ground import checking
from permits.models import Petition
from tests import lasting
from tests.permits import builders

pytestmark = pytest.mark.django_db


@lasting.fixture
def petition(municipality: Municipality) -> Petition:
    return builders.a_petition(municipality, parcel=builders.a_parcel_at(municipality, accuracy_class="rtk"))


def parcel_of(petition: Petition) -> ParcelVersion:
    return ParcelVersion.objects.get(parcel=petition.parcel)


def test_plan_is_what_the_petition_answers(petition: Petition) -> None:
    plan = checking.plan_of(petition)

    assert plan.footprint is not None
    assert plan.footprint.area == pytest.approx(100, abs=0.01)
    assert (plan.storeys, plan.floor_area_m2, plan.height_m, plan.use) == (1, 100, 4, "dwelling")
    assert (plan.has_openings, plan.says_to_own, len(plan.applicant_digest)) == (True, True, 64)


def test_checkup_keeps_what_was_found(petition: Petition) -> None:
    made = checking.check(petition, by=None, at=builders.AT)

    made.refresh_from_db()
    assert (made.as_of, made.at, made.track) == (
        builders.ON,
        builders.AT,
        checking.findings_of(petition, on=builders.ON).track.code,
    )
    assert [finding["rule"] for finding in made.findings] == list(checking.asked_of(petition).service.checks)
    assert made.verdict == max((one["verdict"] for one in made.findings), key=["pass", "ask", "fail"].index)
    assert made.asked_of == checking.asked_of(petition).digest


@pytest.mark.parametrize("changed", ["footprint", "answers", "owner"])
def test_digest_changes_with_what_is_asked(petition: Petition, changed: str) -> None:
    before = checking.asked_of(petition).digest

    if changed == "footprint":
        petition.footprint = builders.box(10.001, 10)
    elif changed == "answers":
        petition.answers = {**petition.answers, "storeys": 2}
    else:
        type(petition.applicant).objects.filter(petition=petition).update(is_owner=False)

    assert checking.asked_of(petition).digest != before


def test_digest_stays_when_nothing_was_asked_anew(petition: Petition) -> None:
    before = checking.asked_of(petition).digest
    petition.save()

    assert checking.asked_of(Petition.objects.get(pk=petition.pk)).digest == before


def test_municipalitys_own_limits_count(petition: Petition, municipality: Municipality) -> None:
    petition.answers = {**petition.answers, "floor_area_m2": 149}
    assert checking.findings_of(petition, on=builders.ON).track.code != "ordinary"

    municipality.settings = {limits.SETTING: {"small_m2": 120}}

    petition.municipality = municipality
    assert checking.findings_of(petition, on=builders.ON).track.code == "ordinary"


def test_draft_without_anything_is_checked(municipality: Municipality) -> None:
    looked = checking.findings_of(builders.a_draft(municipality), on=builders.ON)

    assert len(looked.findings) == 14
    assert looked.move is None


def test_own_petition_is_no_duplicate_of_itself(petition: Petition, municipality: Municipality) -> None:
    submitted = builders.a_submitted_petition(municipality, parcel=parcel_of(petition))

    found = {one.rule: one for one in checking.findings_of(submitted, on=builders.ON).findings}

    assert found["duplicates"].verdict == "pass"


def test_outline_far_away_is_checked(petition: Petition) -> None:
    petition.footprint = Polygon.from_bbox((100.5, 13.7, 100.501, 13.701))

    assert checking.findings_of(petition, on=builders.ON).worst == "fail"


def test_petition_of_another_service_on_the_parcel_is_no_duplicate(
    petition: Petition, municipality: Municipality
) -> None:
    builders.a_submitted_petition(municipality, parcel=parcel_of(petition), footprint=None)
    Petition.objects.exclude(pk=petition.pk).update(service="address-number")

    found = {one.rule: one for one in checking.findings_of(petition, on=builders.ON).findings}

    assert found["duplicates"].verdict == "pass"
