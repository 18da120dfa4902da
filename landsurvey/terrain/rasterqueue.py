"""The queue behind the rasters: copies to be made, parcels to be sampled; the state that people see is our own row."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError
from procrastinate.contrib.django import app

from gis_assets import tenancy
from gis_assets.models import Municipality
from landsurvey.models import Raster, TerrainRun, WorkState

MAKE, SAMPLE = "landsurvey.make_raster", "landsurvey.sample_terrain"


def make(raster: Raster) -> int:
    """Have the copy of a raster made; two makings of one raster run one after the other, never at once."""
    job = app.configure_task(MAKE, lock=f"{MAKE}:{raster.pk}")
    return job.defer(raster_id=raster.pk, municipality_id=raster.municipality_id)


def sample(run: TerrainRun) -> int:
    """Have the parcels sampled."""
    job = app.configure_task(SAMPLE, lock=f"{SAMPLE}:{run.pk}")
    return job.defer(run_id=run.pk, municipality_id=run.municipality_id)


@contextmanager
def saying_so_when_it_breaks_off(thing: Raster | TerrainRun) -> Iterator[None]:
    """Leave what fails through a fault of this program in a state that nobody waits for; the fault goes on."""
    try:
        yield
    except OperationalError:
        raise  # the database comes back, and the job is tried again
    except Exception:
        type(thing)._default_manager.filter(pk=thing.pk, state=WorkState.WORKING).update(state=WorkState.FAILED)
        raise


def break_off_job(arguments: Mapping[str, Any]) -> None:
    """Say of a job that killed its workers, by its arguments, that it failed."""
    with tenancy.within(Municipality.objects.get(pk=arguments["municipality_id"])):
        Raster.objects.filter(pk=arguments.get("raster_id", 0), state=WorkState.WORKING).update(state=WorkState.FAILED)
        TerrainRun.objects.filter(pk=arguments.get("run_id", 0), state=WorkState.WORKING).update(state=WorkState.FAILED)
