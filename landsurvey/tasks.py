"""Jobs of the survey: five lines each, ids only, safe to run twice."""

from datetime import timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gis_assets import nights, stalled_jobs, tenancy
from gis_assets.models import Municipality
from landsurvey import uploads
from landsurvey.field import campaignfigures, campaignqueue
from landsurvey.intake import parts, queue, retention
from landsurvey.models import Raster, TerrainRun, Upload
from landsurvey.terrain import asking, rasterqueue

# A database that is restarted is back within that time; anything else is a fault and is not tried again.
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[OperationalError])


@app.task(name=queue.VALIDATE, retry=_AGAIN)
def validate_upload(upload_id: int, municipality_id: int) -> None:
    """Check one upload; one that broke off says so instead of being waited for."""
    from landsurvey import validation  # with every reader of files: the web server, which only queues this, needs none

    municipality = Municipality.objects.get(pk=municipality_id)
    with tenancy.within(municipality):
        upload = Upload.objects.get(pk=upload_id)
        try:
            validation.validate(upload, at=timezone.now())
        except OperationalError:
            raise  # the database comes back, and the job is tried again
        except Exception:  # a fault of this program: nobody should wait for the upload, and the fault goes on
            uploads.break_off(upload, at=timezone.now())
            raise
        campaignqueue.recount(municipality)  # it may have brought visits back from the field


@app.periodic(cron="* * * * *")
@app.task(name="landsurvey.take_up_stalled", queueing_lock="landsurvey.take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Put the jobs of dead workers back into the queue; say of uploads whose job is gone that they broke off."""
    await stalled_jobs.take_up(queue.VALIDATE)
    await sync_to_async(queue.break_off_forgotten)(at=timezone.now())


@app.task(name=rasterqueue.MAKE, retry=_AGAIN)
def make_raster(raster_id: int, municipality_id: int) -> None:
    """Make the copy of one raster; a new elevation model or raster of water is asked about today's parcels at once."""
    with tenancy.within(Municipality.objects.get(pk=municipality_id)):
        raster = Raster.objects.get(pk=raster_id)
        with rasterqueue.saying_so_when_it_breaks_off(raster):
            run = asking.make_and_ask(raster, at=timezone.now(), on=timezone.localdate())
        if run is not None:
            rasterqueue.sample(run)


@app.task(name=rasterqueue.SAMPLE, retry=_AGAIN)
def sample_terrain(run_id: int, municipality_id: int) -> None:
    """Ask one raster about all parcels."""
    with tenancy.within(Municipality.objects.get(pk=municipality_id)):
        run = TerrainRun.objects.get(pk=run_id)
        with rasterqueue.saying_so_when_it_breaks_off(run):
            asking.sample(run, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="landsurvey.take_up_rasters", queueing_lock="landsurvey.take_up_rasters")
async def take_up_rasters(timestamp: int) -> None:
    """Put the jobs of dead workers back into the queue; say of what killed too many that it broke off."""
    for job in await stalled_jobs.take_up(rasterqueue.MAKE, rasterqueue.SAMPLE):
        await sync_to_async(rasterqueue.break_off_job)(job.task_kwargs)


@app.task(name=campaignqueue.RECOUNT, retry=_AGAIN)
def recount_campaigns(municipality_id: int) -> None:
    """Count the campaigns of a municipality whose figures are behind what landed."""
    municipality = Municipality.objects.get(pk=municipality_id)
    with tenancy.within(municipality):
        campaignfigures.recount(municipality, on=timezone.localdate(), at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="landsurvey.recount_all_campaigns", queueing_lock="landsurvey.recount_all_campaigns")
def recount_all_campaigns(timestamp: int) -> None:
    """Every ten minutes: have the campaigns counted that are behind, also because a new day has begun."""
    for municipality in Municipality.objects.all():
        campaignqueue.recount(municipality)


@app.periodic(cron=nights.daily("03:17"))
@app.task(name="landsurvey.tidy", queueing_lock="landsurvey.tidy")
def tidy(timestamp: int) -> None:
    """Once a night: discard files that stopped arriving, and remove texts of rows that are no longer needed."""
    now = timezone.now()
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            parts.expire(municipality, before=now - timedelta(hours=settings.SURVEY_PARTS_HOURS))
            retention.clear_raw_attributes(
                municipality, before=now - timedelta(days=settings.SURVEY_RAW_ATTRIBUTES_DAYS), at=now
            )
