"""Jobs of the tax office: a few lines each, ids only, safe to run twice."""

from datetime import timedelta

from asgiref.sync import sync_to_async
from django.db import OperationalError
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gis_assets import nights, stalled_jobs, tenancy
from gis_assets.models import Municipality
from taxroll import batches, exportqueue, ledger, noticequeue
from taxroll.collection import bankfiles, taking
from taxroll.insight.missing import searching, searchqueue
from taxroll.models import BankFile, BuildingSearch, NoticeBatch, RollExport
from taxroll.rolls import exportjobs

# A database that is restarted is back within that time; anything else is a fault and is not tried again.
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[OperationalError])


@app.task(name=taking.MATCH, retry=_AGAIN)
def match_bank_file(file_id: int, municipality_id: int) -> None:
    """Match the lines of one bank file that still wait."""
    with tenancy.within(Municipality.objects.get(pk=municipality_id)):
        bankfiles.match_waiting(BankFile.objects.get(pk=file_id), at=timezone.now())


@app.periodic(cron=nights.daily("02:41"))
@app.task(name="taxroll.check_ledgers", queueing_lock="taxroll.check_ledgers")
def check_ledgers(timestamp: int) -> None:
    """Once a night: compare the books of every municipality with its papers and keep the answer."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            ledger.check_and_keep(municipality, at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="taxroll.take_up_bank_files", queueing_lock="taxroll.take_up_bank_files")
def take_up_bank_files(timestamp: int) -> None:
    """Go on with bank files whose worker died."""
    before = timezone.now() - timedelta(minutes=5)
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            taking.take_up_left(municipality, before=before)


@app.task(name=noticequeue.ISSUE, retry=_AGAIN)
def issue_notices(batch_id: int, municipality_id: int) -> None:
    """Issue what a batch still lacks; one that breaks off says so instead of being waited for."""
    with tenancy.within(Municipality.objects.get(pk=municipality_id)):
        batch = NoticeBatch.objects.select_related("roll__municipality", "municipality", "asked_by").get(pk=batch_id)
        try:
            batches.run(batch, at=timezone.now())
        except OperationalError:
            raise  # the database comes back, and the job is tried again
        except Exception:  # a fault of this program: nobody should wait for the batch, and the fault goes on
            batches.break_off(batch)
            raise


@app.periodic(cron="* * * * *")
@app.task(name="taxroll.take_up_stalled", queueing_lock="taxroll.take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Put the jobs of dead workers back into the queue; say of work whose job is gone that it broke off."""
    await stalled_jobs.take_up(noticequeue.ISSUE)
    await sync_to_async(noticequeue.break_off_forgotten)()
    await stalled_jobs.take_up(exportqueue.WRITE)
    await sync_to_async(exportqueue.break_off_forgotten)(at=timezone.now())
    for job in await stalled_jobs.take_up(searchqueue.SEARCH):
        await sync_to_async(searchqueue.break_off_job)(job.task_kwargs, at=timezone.now())


@app.task(name=searchqueue.SEARCH, retry=_AGAIN)
def search_buildings(search_id: int, municipality_id: int) -> None:
    """Run one search for unregistered buildings; one that breaks off says so instead of being waited for."""
    with tenancy.within(Municipality.objects.get(pk=municipality_id)):
        search = BuildingSearch.objects.get(pk=search_id)
        try:
            searching.run(search, at=timezone.now())
        except OperationalError:
            raise  # the database comes back, and the job is tried again
        except Exception:  # a fault of this program: nobody should wait for the search, and the fault goes on
            searching.break_off(search, at=timezone.now())
            raise


@app.task(name=exportqueue.WRITE, retry=_AGAIN)
def write_export(export_id: int, municipality_id: int) -> None:
    """Write one list of a roll as a file; one that breaks off says so instead of being waited for."""
    with tenancy.within(Municipality.objects.get(pk=municipality_id)):
        export = RollExport.objects.select_related("roll__municipality", "before", "municipality").get(pk=export_id)
        try:
            exportjobs.run(export, at=timezone.now())
        except OperationalError:
            raise  # the database comes back, and the job is tried again
        except Exception:  # a fault of this program: nobody should wait for the file, and the fault goes on
            exportjobs.break_off(export, at=timezone.now())
            raise


@app.periodic(cron=nights.daily("03:17"))
@app.task(name="taxroll.forget_exports", queueing_lock="taxroll.forget_exports")
def forget_exports(timestamp: int) -> None:
    """Once a night: remove exports that are older than they are kept."""
    before = timezone.now() - timedelta(days=exportjobs.KEPT_DAYS)
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            exportjobs.forget(municipality, before=before)
