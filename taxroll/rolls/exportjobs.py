"""Lists of a roll as files written by a worker: asked for, written with a progress that people see, kept for some days.

The files name owners. They are no record of anything, so they are removed after a while; the journal keeps who asked.
"""

import tempfile
from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll.models import ExportForm, ExportState, Roll, RollExport
from taxroll.rolls import differences, exports
from taxroll.rolls.differences import Asked
from taxroll.rolls.exports import Listed

DIFFERENCES = "differences"
KEPT_DAYS = 7


class NoSuchList(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is no such list of this roll. Choose one from the page of the roll."))


@transaction.atomic
def ask(
    roll: Roll, *, what: str, form: ExportForm, has_names: bool, language: str, by: User, at: datetime
) -> RollExport:
    """Open the export of one list of a roll; raises NoSuchList."""
    if what not in exports.LISTS or (form == ExportForm.PARQUET and what != "lines"):
        raise NoSuchList
    counts = {"bills": roll.bill_count, "lines": roll.line_count, "gaps": roll.gap_count}
    wanted = RollExport(roll=roll, what=what, form=form, has_names=has_names, total=counts[what])
    return _open(wanted, language=language, by=by, at=at)


@transaction.atomic
def ask_differences(asked: Asked, *, language: str, by: User, at: datetime) -> RollExport:
    """Open the export of the differences between two rolls as a workbook."""
    wanted = RollExport(
        roll=asked.after,
        before=asked.before,
        what=DIFFERENCES,
        form=ExportForm.XLSX,
        reason=asked.reason,
        least_satang=asked.least_satang,
        total=differences.total(asked).count,
    )
    return _open(wanted, language=language, by=by, at=at)


def run(export: RollExport, *, at: datetime) -> RollExport:
    """Write the file; what is done or broken off is left as it is, what a dead worker left is written anew."""
    if not _begin(export):
        return export
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        try:
            path = _write(export, Path(folder) / "made")
        except exports.TooManyRows as refusal:
            with translation.override(export.language):
                return break_off(export, at=at, message=str(refusal))
        name = f"taxroll/{export.municipality.dla_code}/exports/{export.uid}.{export.form}"
        with path.open("rb") as made:
            export.file.name = default_storage.save(name, File(made))
    export.state, export.done, export.finished_at = ExportState.DONE, export.total, at
    export.save(update_fields=["state", "done", "file", "finished_at"])
    return export


def break_off(export: RollExport, *, at: datetime, message: str = "") -> RollExport:
    """Say that nobody works at an export any more."""
    working = RollExport.objects.filter(pk=export.pk, state__in=(ExportState.WAITING, ExportState.WORKING))
    working.update(state=ExportState.BROKEN, message=message[:300], finished_at=at)
    export.refresh_from_db()
    return export


def forget(municipality: Municipality, *, before: datetime) -> int:
    """Remove exports asked for before an instant, with their files; returns how many."""
    old = list(RollExport.objects.filter(municipality=municipality, asked_at__lt=before))
    for export in old:
        if export.file:
            export.file.delete(save=False)
        export.delete()
    return len(old)


def _open(wanted: RollExport, *, language: str, by: User, at: datetime) -> RollExport:
    wanted.municipality, wanted.language = wanted.roll.municipality, language
    wanted.asked_by, wanted.asked_at = by, at
    wanted.save()
    journal.append(
        municipality=wanted.municipality,
        by=by,
        action="list of a roll exported",
        thing_kind="tax_roll",
        thing_uid=wanted.roll.uid,
        at=at,
        details={"what": wanted.what, "form": str(wanted.form), "has_names": wanted.has_names},
    )
    return wanted


@transaction.atomic
def _begin(export: RollExport) -> bool:
    locked = RollExport.objects.select_for_update().get(pk=export.pk)
    if not locked.is_working:
        return False
    locked.state = ExportState.WORKING
    locked.save(update_fields=["state"])
    return True


def _write(export: RollExport, path: Path) -> Path:
    def progress(done: int) -> None:
        RollExport.objects.filter(pk=export.pk).update(done=done)

    if export.form == ExportForm.PARQUET:
        return exports.write_geoparquet(export.roll, path, has_names=export.has_names, progress=progress)
    return exports.write_xlsx(_listed(export), path, language=export.language, progress=progress)


def _listed(export: RollExport) -> Listed:
    if export.before is not None:
        return exports.of_differences(Asked(export.before, export.roll, export.reason, export.least_satang))
    return exports.LISTS[export.what](export.roll)
