"""Receiving reports and finding the incident they belong to."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.gis.geos import Point
from pytest_django import Settings

from gis_assets.models import Municipality
from incidents import reports, resolution
from incidents.models import Incident, Kind, Priority, Report
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    return municipality


def receive(town: Municipality, *, kind: str = Kind.POWER_OUT, at: datetime = AT, **facts: Any) -> Report:
    defaults: dict[str, Any] = {"key": uuid4(), "channel": "qr"}
    return reports.receive(town, kind=kind, at=at, **defaults | facts)


def test_report_at_a_pole_opens_an_incident_on_the_pole(town: Municipality) -> None:
    road = builders.a_road(town, (0, -5), (100, -5))
    pole = builders.a_pole(town, (10, 0))

    report = receive(town, pole=pole, words="ไฟดับทั้งซอย")

    assert report.incident.pole == pole.pole
    assert report.incident.road == road.road
    assert report.incident.point.equals_exact(pole.shape_wgs84, 1e-9)
    assert report.incident.state == "reported"
    assert report.incident.priority == Priority.HIGH
    assert report.incident.reported_at == AT


def test_form_sent_twice_is_one_report(town: Municipality) -> None:
    pole, key = builders.a_pole(town), UUID(int=1)

    first = receive(town, pole=pole, key=key)
    second = receive(town, pole=pole, key=key)

    assert first == second
    assert Report.objects.count() == 1


def test_second_report_joins_when_the_pole_has_the_same_trouble_open(town: Municipality) -> None:
    pole = builders.a_pole(town)

    first = receive(town, pole=pole)
    next_day = receive(town, pole=pole, at=AT + timedelta(days=1))
    other_kind = receive(town, pole=pole, kind=Kind.TREE)

    assert next_day.incident == first.incident
    assert other_kind.incident != first.incident


def test_report_opens_a_new_incident_when_the_old_one_is_resolved(town: Municipality, officer: Any) -> None:
    pole = builders.a_pole(town)
    first = receive(town, pole=pole)
    resolution.resolve(first.incident, responder=None, by=officer(), at=AT, note="ไฟมาแล้ว")

    assert receive(town, pole=pole).incident != first.incident


@pytest.mark.parametrize(("east", "minutes", "joins"), [(59, 59, True), (61, 10, False), (10, 60, False)])
def test_neighbour_joins_only_within_sixty_metres_and_sixty_minutes(
    town: Municipality, east: float, minutes: int, *, joins: bool
) -> None:
    first = receive(town, pole=builders.a_pole(town))

    second = receive(town, pole=builders.a_pole(town, (east, 0), number=2), at=AT + timedelta(minutes=minutes))

    assert (second.incident == first.incident) is joins


def test_lamps_of_two_poles_stay_two_incidents_when_they_are_near(town: Municipality) -> None:
    first = receive(town, kind=Kind.LAMP_OUT, pole=builders.a_pole(town))
    second = receive(town, kind=Kind.LAMP_OUT, pole=builders.a_pole(town, (30, 0), number=2))

    assert second.incident != first.incident


def test_report_without_a_pole_takes_its_place(town: Municipality) -> None:
    report = receive(town, kind=Kind.ROAD, point=builders.point((500, 500)))

    assert report.pole is None
    assert builders.metres(report.incident.point.coords) == (500, 500)


def test_report_is_refused_when_it_has_no_place(town: Municipality) -> None:
    with pytest.raises(reports.NoPlace):
        receive(town)


@pytest.mark.parametrize("point", [Point(100.5, 13.7, srid=4326), Point(180, 18.75, srid=4326)])
def test_report_is_refused_when_its_place_is_outside_the_town(town: Municipality, point: Point) -> None:
    with pytest.raises(reports.OutsideTown):
        receive(town, point=point)

    assert not Incident.objects.exists()


def test_address_is_refused_after_its_hourly_share_and_kept_only_as_a_digest(
    town: Municipality, settings: Settings
) -> None:
    settings.REPORTS_PER_HOUR = 1
    pole, key = builders.a_pole(town), UUID(int=1)
    kept = receive(town, pole=pole, key=key, sender="203.0.113.7")

    with pytest.raises(reports.TooManyReports):
        receive(town, pole=pole, sender="203.0.113.7")

    assert receive(town, pole=pole, key=key, sender="203.0.113.7") == kept
    assert receive(town, pole=pole, sender="203.0.113.8") != kept
    assert receive(town, pole=pole, sender="203.0.113.7", at=AT + timedelta(hours=1)) != kept
    assert "203.0.113" not in "".join(Report.objects.values_list("sender_digest", flat=True))
