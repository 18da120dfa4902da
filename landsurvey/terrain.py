"""Rasters on their way into the register: checked, registered, made cloud-optimised, sampled by parcel.

Each step leaves what the next one takes, and each may be killed and run again: files appear whole, rows are replaced in
one transaction. What an elevation model says of a parcel is a hint for valuation; it changes nothing that is official.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from rasterio.transform import Affine

from gis_assets import bulk, journal, sql_files, tenancy
from gis_assets import crs as grids
from gis_assets.models import Municipality, Source
from gis_assets.refusals import Refusal
from landsurvey import sandbox, uploads
from landsurvey.models import (
    Campaign,
    ParcelTerrain,
    Raster,
    RasterKind,
    TerrainRun,
    Upload,
    UploadKind,
    UploadStatus,
    WorkState,
)
from landsurvey.rasters import cog, inspection, sampling
from landsurvey.words import FileRefused, Sentence

Progress = Callable[[int, int], None]
_MB = 1_000_000
_COLUMNS = (
    "municipality_id",
    "raster_id",
    "parcel_id",
    "cells",
    "share_known",
    "mean_m",
    "min_m",
    "max_m",
    "slope_deg",
    "share_steep",
    "share_under_water",
)


class NotOpenToRegistration(Refusal):
    """The upload is no raster that has been checked and waits for a reviewer."""


class NotAWaterRaster(Refusal):
    """Water has one source: a level, or a raster of water that is ready."""


class NotAnElevationModel(Refusal):
    """Only an elevation model that is ready can be asked for the terrain of parcels."""


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


@dataclass(frozen=True)
class Water:
    """Where water is said to stand: up to a level, or where a raster has more than `above`; or nobody asks."""

    level_m: float | None = None
    raster: Raster | None = None
    above: float = 0.0
    is_dry_where_missing: bool = True

    def columns(self) -> dict[str, Any]:
        """The columns of a run."""
        return {
            "water_level_m": self.level_m,
            "water_raster": self.raster,
            "water_from": self.above,
            "is_dry_where_missing": self.is_dry_where_missing,
        }

    def told(self) -> dict[str, Any]:
        """The same for the journal."""
        return self.columns() | {"water_raster": str(self.raster.uid) if self.raster else None}

    def refuse_unfit(self, model: Raster) -> None:
        """Raise `NotAWaterRaster` unless the raster is one of the same municipality, ready, and the only source."""
        if self.raster is None:
            return
        if self.level_m is not None:
            raise NotAWaterRaster(_("Give a water level or a raster of water, not both."))
        is_ours = self.raster.municipality_id == model.municipality_id
        if not is_ours or self.raster.kind != RasterKind.WATER or self.raster.state != WorkState.READY:
            raise NotAWaterRaster(
                _("“%(title)s” is no raster of water that is ready. Choose another, or none.")
                % {"title": self.raster.title if is_ours else "–"}
            )


NO_WATER = Water()


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
    locked = Upload.objects.select_for_update().select_related("municipality").get(pk=upload.pk)
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
    _note(raster, "raster registered", by=by, at=at, details={"kind": raster.kind, "upload": str(locked.uid)})
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
def ask(
    raster: Raster,
    *,
    as_of: date,
    at: datetime,
    steep_percent: float,
    water: Water = NO_WATER,
    by: User | None = None,
) -> TerrainRun:
    """Ask an elevation model for the terrain of all parcels of a day; `sample` answers.

    What was answered before stays in sight until the new answer is there. Raises `NotAnElevationModel` or
    `NotAWaterRaster`.
    """
    locked = Raster.objects.select_for_update().get(pk=raster.pk)
    if locked.kind != RasterKind.ELEVATION or locked.state != WorkState.READY:
        raise NotAnElevationModel(
            _("“%(title)s” is no elevation model that is ready; only of such a one can parcels be told their terrain.")
            % {"title": locked.title}
        )
    water.refuse_unfit(locked)
    limits = {"as_of": as_of, "steep_percent": steep_percent}
    run, _created = TerrainRun.objects.update_or_create(
        raster=locked,
        defaults={
            "municipality_id": locked.municipality_id,
            **limits,
            **water.columns(),
            "state": WorkState.WORKING,
            "done": 0,
            "total": 0,
            "asked_by": by,
            "asked_at": at,
            "finished_at": None,
        },
    )
    details = {"as_of": as_of.isoformat(), "steep_percent": steep_percent, **water.told()}
    _note(locked, "terrain asked for", by=by, at=at, details=details)
    return run


def sample(run: TerrainRun, *, at: datetime, progress: Progress | None = None) -> TerrainRun:
    """Compute the terrain of every parcel and replace what was kept before, in one transaction.

    Does nothing when that was done, or when somebody has asked anew in the meantime.
    """
    begun = TerrainRun.objects.select_related("raster", "water_raster").get(pk=run.pk)
    if not begun.is_working:
        return begun
    parcels, shapes = _parcels(begun)
    found = sampling.sample(
        Path(begun.raster.file.path),
        shapes,
        steep_percent=begun.steep_percent,
        water_level_m=begun.water_level_m,
        progress=progress or _progress_of(begun),
    )
    return _keep(begun, parcels, _with_water(begun, shapes, found), at=at)


def _with_water(run: TerrainRun, shapes: sampling.Shapes, found: sampling.Terrain) -> sampling.Terrain:
    """The terrain with the shares under water that a raster of water tells, where one was named."""
    if run.water_raster is None:
        return found
    wet = sampling.submerged(
        Path(run.water_raster.file.path), shapes, above=run.water_from, is_dry_where_missing=run.is_dry_where_missing
    )
    return replace(found, share_under_water=wet)


def make_and_ask(raster: Raster, *, at: datetime, on: date) -> TerrainRun | None:
    """Make the copy; a new elevation model is asked for the terrain of that day's parcels, by the usual settings."""
    made = make(raster, at=at)
    is_new = made.kind == RasterKind.ELEVATION and not TerrainRun.objects.filter(raster=made).exists()
    if made.state != WorkState.READY or not is_new:
        return None
    return ask(made, as_of=on, at=at, steep_percent=settings.TERRAIN_STEEP_PERCENT)


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


@transaction.atomic
def publish(raster: Raster, *, is_public: bool, by: User, at: datetime) -> Raster:
    """Open the tiles of a raster to everybody, or close them again."""
    locked = Raster.objects.select_for_update().get(pk=raster.pk)
    locked.is_public = is_public
    locked.save(update_fields=["is_public"])
    _note(locked, "raster opened" if is_public else "raster closed", by=by, at=at)
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


@transaction.atomic
def _finish(
    upload: Upload, *, seen: inspection.RasterInspection | None, refusal: Sentence | None, at: datetime
) -> Upload:
    locked = uploads.locked_for_ending(upload)
    if locked is None:
        return Upload.objects.get(pk=upload.pk)
    ending = uploads.Ending(
        uploads.status_of(is_usable=seen is not None, must_ask=seen is not None and seen.must_ask),
        inspection=seen.to_json() if seen else {},
        refusal=refusal,
        kind=UploadKind.RASTER,
    )
    return uploads.end_check(locked, ending, at=at)


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


def _progress_of(thing: Raster | TerrainRun) -> Progress:
    model = type(thing)

    def note(done: int, total: int) -> None:
        model._default_manager.filter(pk=thing.pk).update(done=done, total=total)

    return note


def _parcels(run: TerrainRun) -> tuple[list[int], sampling.Shapes]:
    with connection.cursor() as cursor:
        values: dict[str, int | date] = {"municipality": run.municipality_id, "on": run.as_of}
        cursor.execute(sql_files.load("landsurvey", "terrain_parcels"), values)
        rows = cursor.fetchall()
    return [row[0] for row in rows], np.asarray(shapely.from_wkb([bytes(row[1]) for row in rows]), dtype=object)


@transaction.atomic
def _keep(run: TerrainRun, parcels: list[int], found: sampling.Terrain, *, at: datetime) -> TerrainRun:
    locked = TerrainRun.objects.select_for_update().get(pk=run.pk)
    if not locked.is_working or locked.asked_at != run.asked_at:
        return locked
    ParcelTerrain.objects.filter(raster=locked.raster_id).delete()
    bulk.insert_rows(ParcelTerrain._meta.db_table, _COLUMNS, _rows(locked, parcels, found))
    locked.state, locked.finished_at = WorkState.READY, at
    locked.done = locked.total = len(parcels)
    locked.save(update_fields=["state", "finished_at", "done", "total"])
    return locked


def _rows(run: TerrainRun, parcels: list[int], found: sampling.Terrain) -> Iterator[tuple[object, ...]]:
    columns = [[None if math.isnan(value) else value for value in column.tolist()] for column in found.columns()]
    return ((run.municipality_id, run.raster_id, *row) for row in zip(parcels, *columns, strict=True))


def _note(raster: Raster, action: str, *, by: User | None, at: datetime, details: dict[str, Any] | None = None) -> None:
    journal.append(
        municipality=raster.municipality,
        by=by,
        action=action,
        thing_kind="raster",
        thing_uid=raster.uid,
        at=at,
        details=details,
    )
