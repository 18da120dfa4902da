"""Rasters on their way into the register: checked, registered, made cloud-optimised, opened to everybody.

Each step leaves what the next one takes, and each may be killed and run again: files appear whole, rows are written in
one transaction. What a raster says of parcels is asked in `asking`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from rasterio.transform import Affine

from gis_assets import crs as grids
from gis_assets import journal
from gis_assets.models import Source
from gis_assets.refusals import Refusal
from landsurvey import uploads
from landsurvey.inspecting import sandbox
from landsurvey.inspecting.inspected import Inspection
from landsurvey.models import Campaign, Raster, Upload, UploadKind, UploadStatus, WorkState
from landsurvey.rasters import cog, inspection
from landsurvey.words import FileRefused, Sentence

Progress = Callable[[int, int], None]
_MB = 1_000_000


class NotOpenToRegistration(Refusal):
    """The upload is no raster that has been checked and waits for a reviewer."""


def validate(upload: Upload, *, boundary: shapely.Geometry | None, at: datetime, progress: Progress) -> Upload:
    """Look at the raster of an upload that is being read, and say how it stands."""
    try:
        seen = sandbox.run(
            inspection.inspect,
            Path(upload.file.path),
            limits=_limits(),
            calls={"progress": progress},
            answers=upload.answers,
            municipality_boundary=boundary,
            utm_epsg=upload.municipality.utm_epsg,
            max_expanded_bytes=settings.SURVEY_RASTER_LIMIT_MB * _MB,
        )
    except FileRefused as refused:
        return _finish(upload, seen=None, refusal=refused.words, at=at)
    return _finish(upload, seen=seen, refusal=None, at=at)


@transaction.atomic
def register(
    upload: Upload,
    *,
    title: str,
    by: User,
    at: datetime,
    on: date,
    campaign: Campaign | None = None,
    surveyed_date: date | None = None,
) -> Raster:
    """Enter a checked raster into the register; its copy for the map is made afterwards, by `make`.

    An earlier raster of the same kind stays as it is. `on` is the day from which it counts. Raises
    `NotOpenToRegistration`.
    """
    locked = Upload.objects.select_for_update(of=("self",)).select_related("municipality", "case").get(pk=upload.pk)
    _refuse_unready(locked)
    source = Source.objects.create(
        municipality=locked.municipality,
        kind="raster",
        reference=locked.original_name,
        sha256=locked.sha256,
        recorded_at=at,
    )
    called = {"title": title, "campaign": campaign, "surveyed_date": surveyed_date}
    signed = {"registered_by": by, "registered_at": at}
    raster = Raster.objects.create(upload=locked, source=source, **called, **signed, **_facts(locked))
    uploads.enter(locked, source=source, on=on, by=by, at=at)
    note(raster, "raster registered", by=by, at=at, details={"kind": raster.kind, "upload": str(locked.uid)})
    return raster


def _refuse_unready(upload: Upload) -> None:
    if upload.kind != UploadKind.RASTER or upload.status != UploadStatus.CHECKED:
        raise NotOpenToRegistration(
            _("“%(name)s” cannot be registered as a raster: it stands at “%(status)s”.")
            % {"name": upload.original_name, "status": upload.get_status_display()}
        )


def make(raster: Raster, *, at: datetime, progress: Progress | None = None) -> Raster:
    """Write the cloud-optimised copy of a registered raster; does nothing when that was done."""
    begun = Raster.objects.select_related("municipality", "upload").get(pk=raster.pk)
    if not begun.is_working:
        return begun
    name = f"rasters/{begun.uid}/cog.tif"
    target = Path(default_storage.path(name))
    try:
        made = sandbox.run(
            cog.make,
            Path(begun.upload.file.path),
            target,
            recipe_of(begun.upload.inspection),
            limits=_limits(),
            calls={"progress": progress or _progress_of(begun)},
            utm_epsg=begun.epsg,
            bounds=_bounds(begun),
            max_expanded_bytes=settings.SURVEY_RASTER_LIMIT_MB * _MB,
        )
    except FileRefused as refused:
        begun.state, begun.refusal = WorkState.FAILED, refused.words.to_json()
        begun.save(update_fields=["state", "refusal"])
        return begun
    begun.file.name, begun.size_bytes = name, target.stat().st_size
    begun.resolution_m, begun.low, begun.high = made.resolution_m, made.low, made.high
    begun.state, begun.made_at = WorkState.READY, at
    begun.save(update_fields=["file", "size_bytes", "resolution_m", "low", "high", "state", "made_at"])
    return begun


@transaction.atomic
def publish(raster: Raster, *, is_public: bool, by: User, at: datetime) -> Raster:
    """Open the tiles of a raster to everybody, or close them again."""
    locked = Raster.objects.select_for_update().get(pk=raster.pk)
    locked.is_public = is_public
    locked.save(update_fields=["is_public"])
    note(locked, "raster opened" if is_public else "raster closed", by=by, at=at)
    return locked


def recipe_of(inspected: Mapping[str, Any]) -> cog.Recipe:
    """Return what was found out and answered, as the making of the copy takes it."""
    facts = inspected["raster"]
    return cog.Recipe(
        epsg=int(inspected["crs"]["value"]),
        transform=Affine(*facts["transform"]),
        nodata=float(facts["nodata"]["value"]) if facts["nodata"]["value"] else None,
        kind=facts["kind"]["value"],
    )


def _finish(
    upload: Upload, *, seen: inspection.RasterInspection | None, refusal: Sentence | None, at: datetime
) -> Upload:
    ending = uploads.Ending(
        uploads.status_of(is_usable=seen is not None, must_ask=seen is not None and seen.must_ask),
        inspection=seen.to_json() if seen else Inspection(refusal=refusal).to_json(),
        refusal=refusal,
        kind=UploadKind.RASTER,
    )
    return uploads.finish(upload, writing=lambda _locked: ending, at=at)


def _limits() -> sandbox.Limits:
    return sandbox.Limits(
        time_s=settings.SURVEY_TIME_LIMIT_S,
        memory_mb=settings.SURVEY_MEMORY_LIMIT_MB,
        file_mb=settings.SURVEY_RASTER_LIMIT_MB,
    )


def _facts(upload: Upload) -> dict[str, Any]:
    """Columns of a raster that stand in what was read of its upload."""
    facts, recipe = upload.inspection["raster"], recipe_of(upload.inspection)
    return {
        "municipality": upload.municipality,
        "epsg": upload.municipality.utm_epsg,
        "kind": recipe.kind,
        "source_epsg": recipe.epsg,
        "nodata": recipe.nodata if recipe.nodata is not None and np.isfinite(recipe.nodata) else None,
        "vertical_datum": facts["vertical_datum"]["value"] or "unknown",
        "footprint": GEOSGeometry(facts["footprint"], srid=grids.WGS84),
    }


def _bounds(raster: Raster) -> tuple[float, float, float, float] | None:
    """The municipality's rectangle on its own grid: the map's colours are to tell heights in the town."""
    boundary = raster.municipality.boundary
    if boundary is None:
        return None
    shape = np.array([shapely.from_wkb(bytes(boundary.wkb))], dtype=object)
    west, south, east, north = shapely.total_bounds(grids.reproject(shape, grids.WGS84, raster.epsg))
    return float(west), float(south), float(east), float(north)


def _progress_of(raster: Raster) -> Progress:
    def note(done: int, total: int) -> None:
        Raster.objects.filter(pk=raster.pk).update(done=done, total=total)

    return note


def note(raster: Raster, action: str, *, by: User | None, at: datetime, details: dict[str, Any] | None = None) -> None:
    journal.append(
        municipality=raster.municipality,
        by=by,
        action=action,
        thing_kind="raster",
        thing_uid=raster.uid,
        at=at,
        details=details,
    )
