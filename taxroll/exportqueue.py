"""The queue behind exports; the state that people see is the export's own row."""

from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets import tenancy
from gis_assets.models import Municipality
from taxroll.models import ExportState, RollExport
from taxroll.rolls import exportjobs

WRITE = "taxroll.write_export"
_LIVE = ("todo", "doing")


def enqueue(export: RollExport) -> int:
    """Have an export written; two jobs of one export run one after the other, never at once."""
    job = app.configure_task(WRITE, lock=f"{WRITE}:{export.pk}")
    return job.defer(export_id=export.pk, municipality_id=export.municipality_id)


def break_off_forgotten(*, at: datetime) -> int:
    """Say of the exports that claim to be worked on while no job of theirs lives that they broke off."""
    count = 0
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            working = (ExportState.WAITING, ExportState.WORKING)
            # Exports first, jobs second: both appear together, so none is missed for being new.
            waiting = list(RollExport.objects.filter(municipality=municipality, state__in=working))
            live = _live_exports() if waiting else set()
            for export in waiting:
                if export.pk not in live:
                    exportjobs.break_off(export, at=at)
                    count += 1
    return count


def _live_exports() -> set[int]:
    ours = ProcrastinateJob.objects.filter(task_name=WRITE, status__in=_LIVE)
    return {args["export_id"] for args in ours.values_list("args", flat=True)}
