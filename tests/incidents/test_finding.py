"""What a caller reads out leads to the incident."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from casework import tracking
from gis_assets.models import Municipality, UtilityPoleVersion
from incidents import finding, grouping, reports, resolution, triage
from incidents.models import Kind, Report
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT


@lasting.fixture
def pole(municipality: Municipality) -> UtilityPoleVersion:
    builders.ready(municipality)
    return builders.a_pole(municipality, (100, 3))


def a_report(
    municipality: Municipality, pole: UtilityPoleVersion, *, kind: str = Kind.LAMP_OUT, hours: int = 0
) -> Report:
    at = AT + timedelta(hours=hours)
    return reports.receive(municipality, kind=kind, key=uuid4(), channel="qr", at=at, pole=pole)


def test_incident_is_found_by_every_code_it_is_known_by(municipality: Municipality, pole: UtilityPoleVersion) -> None:
    report = a_report(municipality, pole)

    for typed in (
        tracking.grouped(report.tracking).lower(),
        f" {report.incident.case.reference} ",
        pole.pole.code.replace("-", " ").lower(),
    ):
        assert finding.find(municipality, typed=typed) == report.incident


def test_open_incident_stands_before_a_newer_resolved_one_at_its_pole(
    municipality: Municipality, pole: UtilityPoleVersion
) -> None:
    still_open = a_report(municipality, pole).incident
    mended = a_report(municipality, pole, kind=Kind.LEANING_POLE, hours=1).incident
    someone = User.objects.create_user("someone")
    resolution.resolve(mended, responder=None, by=someone, at=AT + timedelta(hours=2), note="Straight")

    assert finding.find(municipality, typed=pole.pole.code) == still_open


def test_open_incident_stands_before_a_newer_one_that_was_joined_to_another(
    municipality: Municipality, pole: UtilityPoleVersion
) -> None:
    still_open = a_report(municipality, pole).incident
    joined = a_report(municipality, pole, kind=Kind.TREE, hours=1).incident
    other = a_report(municipality, builders.a_pole(municipality, (200, 3), number=2), kind=Kind.TREE, hours=3).incident
    grouping.merge(joined, into=other, by=User.objects.create_user("someone"), at=AT + timedelta(hours=4))

    assert finding.find(municipality, typed=pole.pole.code) == still_open
    assert [one.incident for one in triage.near(municipality, kind=Kind.TREE, point=pole.shape_wgs84)] == [other]


def test_search_is_refused_with_what_was_typed_when_nothing_answers(municipality: Municipality) -> None:
    with pytest.raises(finding.NothingFound, match="2569/99999"):
        finding.find(municipality, typed="2569/99999")
