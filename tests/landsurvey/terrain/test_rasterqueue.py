"""Work that breaks off leaves nobody waiting."""

import pytest

from gis_assets.models import Municipality
from landsurvey.models import Raster, WorkState
from landsurvey.terrain import rasterqueue
from tests.landsurvey.terrain.builders import asked

pytestmark = pytest.mark.django_db


def test_work_that_breaks_off_is_waited_for_by_nobody(municipality: Municipality, raster: Raster) -> None:
    run = asked(raster)

    with pytest.raises(ZeroDivisionError), rasterqueue.saying_so_when_it_breaks_off(run):
        raise ZeroDivisionError
    run.refresh_from_db()

    assert run.state == WorkState.FAILED


def test_job_that_killed_its_workers_is_ended(municipality: Municipality, raster: Raster) -> None:
    run = asked(raster)

    rasterqueue.break_off_job({"municipality_id": municipality.pk, "run_id": run.pk})

    run.refresh_from_db()
    raster.refresh_from_db()
    assert (run.state, raster.state) == (WorkState.FAILED, WorkState.READY)
