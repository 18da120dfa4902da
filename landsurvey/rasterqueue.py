"""The queue behind the rasters: copies to be made, parcels to be sampled; the state that people see is our own row."""

from procrastinate.contrib.django import app

from landsurvey.models import Raster, TerrainRun

MAKE, SAMPLE = "landsurvey.make_raster", "landsurvey.sample_terrain"


def make(raster: Raster) -> int:
    """Have the copy of a raster made; two makings of one raster run one after the other, never at once."""
    job = app.configure_task(MAKE, lock=f"{MAKE}:{raster.pk}")
    return job.defer(raster_id=raster.pk, municipality_id=raster.municipality_id)


def sample(run: TerrainRun) -> int:
    """Have the parcels sampled."""
    job = app.configure_task(SAMPLE, lock=f"{SAMPLE}:{run.pk}")
    return job.defer(run_id=run.pk, municipality_id=run.municipality_id)
