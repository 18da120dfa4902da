"""What registered rasters say of each parcel: an elevation model of heights and slopes, a raster of water of floods.

An answer replaces the one before in one transaction, and a job that was killed may run again. It is a hint for
valuation; it changes nothing that is official.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext as _

from gis_assets import bulk, sql_files
from gis_assets.refusals import Refusal
from landsurvey.models import ParcelTerrain, Raster, RasterKind, TerrainRun, WorkState
from landsurvey.rasters import sampling
from landsurvey.terrain import registration
from landsurvey.terrain.registration import Progress

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


class NotAWaterRaster(Refusal):
    """Water has one source: a level, or a raster of water that is ready."""


class CannotBeAsked(Refusal):
    """Only an elevation model or a raster of water that is ready can be asked about parcels."""


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
        if model.is_water and (self.raster is not None or self.level_m is not None):
            raise NotAWaterRaster(
                _("“%(title)s” says itself where water stands. Give neither a water level nor another raster.")
                % {"title": model.title}
            )
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
def ask(
    raster: Raster,
    *,
    as_of: date,
    at: datetime,
    steep_percent: float | None = None,
    water: Water = NO_WATER,
    by: User | None = None,
) -> TerrainRun:
    """Ask an elevation model, or a raster of water by itself, about all parcels of a day; `sample` answers.

    `steep_percent` and the source of `water` are for elevation models; a raster of water is its own source. What was
    answered before stays in sight until the new answer is there. Raises `CannotBeAsked` or `NotAWaterRaster`.
    """
    locked = Raster.objects.select_for_update().get(pk=raster.pk)
    if not locked.is_askable or locked.state != WorkState.READY:
        raise CannotBeAsked(
            _("“%(title)s” says nothing of parcels: that takes an elevation model or a raster of water that is ready.")
            % {"title": locked.title}
        )
    water.refuse_unfit(locked)
    steep_percent = None if locked.is_water else steep_percent or settings.TERRAIN_STEEP_PERCENT
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
    registration.note(locked, "terrain asked for", by=by, at=at, details=details)
    return run


def sample(run: TerrainRun, *, at: datetime, progress: Progress | None = None) -> TerrainRun:
    """Compute the terrain of every parcel and replace what was kept before, in one transaction.

    Does nothing when that was done, or when somebody has asked anew in the meantime.
    """
    begun = TerrainRun.objects.select_related("raster", "water_raster").get(pk=run.pk)
    if not begun.is_working:
        return begun
    parcels, shapes = _parcels(begun)
    answered = _floods if begun.raster.is_water else _terrain
    return _keep(begun, parcels, answered(begun, shapes, progress or _progress_of(begun)), at=at)


def make_and_ask(raster: Raster, *, at: datetime, on: date) -> TerrainRun | None:
    """Make the copy; a new raster that speaks of parcels is asked about those of that day, by the usual settings."""
    made = registration.make(raster, at=at)
    is_new = made.is_askable and not TerrainRun.objects.filter(raster=made).exists()
    if made.state != WorkState.READY or not is_new:
        return None
    return ask(made, as_of=on, at=at)


def _terrain(run: TerrainRun, shapes: sampling.Shapes, progress: Progress) -> sampling.Terrain:
    """What the elevation model says, with the shares under water of a raster of water where one was named."""
    found = sampling.sample(
        Path(run.raster.file.path),
        shapes,
        steep_percent=run.steep_percent or settings.TERRAIN_STEEP_PERCENT,
        water_level_m=run.water_level_m,
        progress=progress,
    )
    if run.water_raster is None:
        return found
    return replace(found, share_under_water=_submerged(run, run.water_raster, shapes).share_under_water)


def _floods(run: TerrainRun, shapes: sampling.Shapes, progress: Progress) -> sampling.Terrain:
    """What a raster of water says by itself."""
    return _submerged(run, run.raster, shapes, progress)


def _submerged(
    run: TerrainRun, water: Raster, shapes: sampling.Shapes, progress: Progress = lambda done, total: None
) -> sampling.Terrain:
    return sampling.submerged(
        Path(water.file.path),
        shapes,
        above=run.water_from,
        is_dry_where_missing=run.is_dry_where_missing,
        progress=progress,
    )


def _progress_of(run: TerrainRun) -> Progress:
    def note(done: int, total: int) -> None:
        TerrainRun.objects.filter(pk=run.pk).update(done=done, total=total)

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
