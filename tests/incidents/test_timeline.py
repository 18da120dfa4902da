"""Until when an incident is due: by the standard of its day, round the clock or in office hours."""

from datetime import UTC, datetime
from uuid import uuid4

from casework.models import WHOLE_CASE, Clock, Holiday, StepStandard
from gis_assets.models import Municipality
from incidents import reports, timeline
from incidents.models import Incident, Kind
from tests import lasting
from tests.incidents import builders

FRIDAY_15_30 = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
"""In the municipality's time."""


@lasting.fixture
def incident(municipality: Municipality) -> Incident:
    builders.ready(municipality)
    pole = builders.a_pole(municipality, (100, 3))
    return reports.receive(municipality, kind=Kind.TREE, key=uuid4(), channel="qr", at=FRIDAY_15_30, pole=pole).incident


def standard(incident: Incident, **facts: object) -> None:
    StepStandard.objects.filter(case_type=incident.case.case_type, step=WHOLE_CASE).update(**facts)


def test_due_time_runs_through_the_night_when_the_clock_is_round(incident: Incident) -> None:
    standard(incident, target_minutes=120, clock=Clock.ROUND_THE_CLOCK)

    assert timeline.due_at(incident) == datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


def test_due_time_waits_for_the_office_over_weekend_and_holiday(incident: Incident) -> None:
    standard(incident, target_minutes=120, clock=Clock.OFFICE)
    Holiday.objects.create(
        municipality=incident.municipality,
        on=datetime(2026, 11, 23, tzinfo=UTC).date(),
        name="วันหยุดพิเศษ",
        recorded_at=FRIDAY_15_30,
    )

    assert timeline.due_at(incident) == datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def test_nothing_is_promised_when_the_standard_has_no_target(incident: Incident) -> None:
    standard(incident, target_minutes=None)

    assert timeline.due_at(incident) is None
