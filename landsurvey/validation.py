"""Step 2: an upload is read and checked; its rows and what the rules said of them are staged beside the register.

The file is read and its rows are copied (`staging`) outside the transaction, so that progress can be seen; rows and
findings are then replaced at once. A worker killed at any moment leaves either the old state or the new one, and the
same job may simply run again.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gis_assets import accuracy
from gis_assets.models import Municipality
from landsurvey import limits, uploads
from landsurvey.field import returns
from landsurvey.inspecting import inspection, sandbox
from landsurvey.intake import corrections, headings
from landsurvey.intake.staging import Staging
from landsurvey.landoffice import land_office
from landsurvey.models import Upload, UploadStatus
from landsurvey.rasters import inspection as rasters
from landsurvey.terrain import registration
from landsurvey.words import FileRefused

_MB = 1_000_000
_USUAL_GRID = 32647  # where the register does not know the municipality
_OPEN = (UploadStatus.RECEIVED, UploadStatus.READING)


def validate(upload: Upload, *, at: datetime, progress: Callable[[int, int], None] | None = None) -> Upload:
    """Read the upload's file, stage its rows and findings, and say how it stands.

    Does nothing to an upload that has been checked already; `uploads.answer` opens it again.
    """
    begun = _begin(upload)
    if begun is None:
        return upload
    try:
        return _read(begun, Path(begun.file.path), at=at, progress=progress or _progress_of(begun))
    except FileRefused as refused:
        return _finish(begun, seen=inspection.refused(refused), at=at)


def _read(upload: Upload, path: Path, *, at: datetime, progress: Callable[[int, int], None]) -> Upload:
    """Have the file read by those who know its kind; raises a `FileRefused` when it cannot be used."""
    if returns.is_field_package(path):
        return _read_field_package(upload, at=at, progress=progress)
    if rasters.is_raster(path):
        return registration.validate(upload, boundary=boundary_of(upload.municipality), at=at, progress=progress)
    if land_office.is_package(path):
        return land_office.take(upload, limits=sandbox_limits(), at=at)
    return _checked(upload, path, at=at, progress=progress)


def _read_field_package(upload: Upload, *, at: datetime, progress: Callable[[int, int], None]) -> Upload:
    """Let its visits land; parcels that were drawn anew in the field are checked as those of any survey."""
    with tempfile.TemporaryDirectory() as folder:
        returned = returns.take(upload, limits=sandbox_limits(), at=at)
        drawn = returns.drawn_anew(returned, Path(folder))
        if drawn is None:
            return returns.finish_without_parcels(upload, returned, at=at)
        return _checked(upload, drawn, at=at, progress=progress)


def _checked(upload: Upload, path: Path, *, at: datetime, progress: Callable[[int, int], None]) -> Upload:
    with Staging(upload) as rows:
        seen = _inspect(upload, path, progress, rows, on=timezone.localdate(at))
        return _finish(upload, seen=seen, rows=rows, at=at)


@transaction.atomic
def _begin(upload: Upload) -> Upload | None:
    locked = Upload.objects.select_for_update().select_related("municipality").get(pk=upload.pk)
    if locked.status not in _OPEN:
        return None
    locked.status = UploadStatus.READING
    locked.rows_done = locked.rows_total = 0
    locked.save(update_fields=["status", "rows_done", "rows_total"])
    return locked


def _progress_of(upload: Upload) -> Callable[[int, int], None]:
    def note(done: int, total: int) -> None:
        Upload.objects.filter(pk=upload.pk).update(rows_done=done, rows_total=total)

    return note


def given(
    municipality: Municipality | None, *, answers: Mapping[str, Any], accuracy_class: str, on: date
) -> dict[str, Any]:
    """What `inspection.inspect` is told of a file's town and of the answers about it, here and at the shell alike."""
    own = municipality.settings.get(limits.SETTING) if municipality else None
    in_force = limits.of(on=on, own=own)
    return {
        "layer": answers.get("layer"),
        "epsg": answers.get("crs"),
        "codec": answers.get("encoding"),
        "axes": answers.get("axes"),
        "datum": answers.get("datum"),
        "repair": answers.get("repair", ()),
        "headings": answers.get("headings"),
        "saved_headings": headings.saved(municipality) if municipality else {},
        "municipality_boundary": boundary_of(municipality) if municipality else None,
        "utm_epsg": municipality.utm_epsg if municipality else _USUAL_GRID,
        "sigma_m": accuracy.sigma_m(accuracy_class),
        "in_force": in_force,
        "max_expanded_bytes": settings.SURVEY_EXPANDED_LIMIT_MB * _MB,
    }


def _inspect(
    upload: Upload, path: Path, progress: Callable[[int, int], None], rows: Staging, *, on: date
) -> inspection.Inspection:
    """Have the file read and checked in another process, and its rows copied here meanwhile."""
    seen = sandbox.run(
        inspection.inspect,
        path,
        limits=sandbox_limits(),
        calls={"known": rows.known},
        told={"progress": progress, "hand_texts": rows.take_texts, "hand_over": rows.take},
        meanwhile=lambda: rows.read_ahead(path),
        **given(upload.municipality, answers=upload.answers, accuracy_class=upload.accuracy_class, on=on),
    )
    return replace(seen, reading=rows.reading)


def sandbox_limits() -> sandbox.Limits:
    """How long a check may take and how much memory and disk it may fill."""
    return sandbox.Limits(
        time_s=settings.SURVEY_TIME_LIMIT_S,
        memory_mb=settings.SURVEY_MEMORY_LIMIT_MB,
        file_mb=settings.SURVEY_EXPANDED_LIMIT_MB,
    )


def boundary_of(municipality: Municipality) -> shapely.Geometry | None:
    """Return the boundary in EPSG:4326 for the pure core, or None when none is registered."""
    return shapely.from_wkb(bytes(municipality.boundary.wkb)) if municipality.boundary else None


def _finish(upload: Upload, *, seen: inspection.Inspection, rows: Staging | None = None, at: datetime) -> Upload:
    """Replace what was staged and say how the upload stands, in one transaction."""

    def write(locked: Upload) -> uploads.Ending:
        for staged in (locked.gone, locked.lineage, locked.findings, locked.features):
            staged.all().delete()
        if rows is not None:
            rows.put(locked, seen)
            corrections.carry_over(locked)
        return _ending(seen)

    return uploads.finish(upload, writing=write, at=at)


def _ending(seen: inspection.Inspection) -> uploads.Ending:
    return uploads.Ending(
        uploads.status_of(is_usable=seen.refusal is None, must_ask=seen.must_ask),
        inspection=seen.to_json(),
        refusal=seen.refusal,
        rows=seen.rows,
    )
