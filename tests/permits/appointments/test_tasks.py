"""The job of each minute."""

import pytest
from django.utils import timezone

from gis_assets.models import Municipality
from permits import tasks
from permits.appointments import booking
from permits.models import AppointmentState, Petition
from tests.permits.appointments import builders
from tests.permits.appointments.builders import at


def test_job_releases_and_marks_for_every_municipality(
    petition: Petition, other_municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = builders.a_petition(petition.municipality)
    booking.hold(petition, start=at("09:00"), at=at("08:00"))
    booking.confirm(petition, at=at("08:00"))
    booking.hold(held, start=at("09:45"), at=at("09:20"))
    monkeypatch.setattr(timezone, "now", lambda: at("09:30"))

    for _minute in range(2):
        tasks.keep_appointments(timestamp=0)

    assert petition.appointments.get().state == AppointmentState.MISSED
    assert held.appointments.get().state == AppointmentState.RELEASED
