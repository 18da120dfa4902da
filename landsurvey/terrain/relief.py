"""What the pages show of rasters: the legend, the evidence, the terrain of parcels, and the hint at one parcel."""

import csv
import io
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext

from gis_assets import sql_files
from gis_assets.models import Municipality, Parcel, ParcelVersion
from landsurvey import wording
from landsurvey.models import ParcelTerrain, Raster, RasterKind, TerrainRun, WorkState
from landsurvey.rasters import tiles

PAGE_ROWS = 50
_HINTS = 3
_TELLS_IN_WHOLES = 10  # over a smaller range the figures of a legend would be the same
_LINES_AT_ONCE = 2_000
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a text that begins so for a formula
_BOM = "\ufeff"  # without it a spreadsheet reads Thai as something else
_EVIDENCE = ("kind", "nodata", "vertical_datum")


@dataclass(frozen=True)
class ShownTerrain:
    """One parcel's terrain with the code it had on the day of the run, and its place for the map."""

    code: str
    uid: str
    place: str
    found: ParcelTerrain


def rasters(municipality: Municipality) -> QuerySet[Raster]:
    """All rasters, the newest survey first."""
    newest = F("surveyed_date").desc(nulls_last=True)
    found = Raster.objects.filter(municipality=municipality).select_related("campaign")
    return found.order_by("kind", newest, "-registered_at")


def legend(raster: Raster) -> dict[str, Any] | None:
    """The colours of a raster with the values at both ends and in the middle, None for pictures."""
    if raster.low is None or raster.high is None:
        return None
    middle = (raster.low + raster.high) / 2
    decimals = 0 if raster.high - raster.low >= _TELLS_IN_WHOLES else 1
    return {"colours": tiles.scale(), "low": raster.low, "middle": middle, "high": raster.high, "decimals": decimals}


def evidence(inspected: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what speaks for each fact of a raster, in words."""
    facts = inspected.get("raster") or {}
    told = {name: facts[name] for name in _EVIDENCE if name in facts} | {"crs": inspected.get("crs") or {}}
    return {name: [wording.translated_json(said) for said in fact.get("evidence", [])] for name, fact in told.items()}


def run_of(raster: Raster) -> TerrainRun | None:
    return TerrainRun.objects.select_related("raster", "water_raster").filter(raster=raster).first()


def summary(raster: Raster) -> dict[str, Any]:
    """How many parcels have values, are steep, or lie under water, in some or in half of their area."""
    return ParcelTerrain.objects.filter(raster=raster).aggregate(
        parcels=Count("pk"),
        known=Count("pk", filter=Q(share_known__gt=0)),
        steep=Count("pk", filter=Q(share_steep__gt=0)),
        mostly_steep=Count("pk", filter=Q(share_steep__gte=0.5)),
        wet=Count("pk", filter=Q(share_under_water__gt=0)),
        mostly_wet=Count("pk", filter=Q(share_under_water__gte=0.5)),
        smaller_than_a_cell=Count("pk", filter=Q(cells__lt=1, share_known__gt=0)),
        slope_deg=Avg("slope_deg"),
    )


def results_page(run: TerrainRun, *, number: str | int) -> tuple[Page[ParcelTerrain], list[ShownTerrain]]:
    """One page of parcels, the steepest or most flooded first, with the codes of the day."""
    found = ParcelTerrain.objects.filter(raster=run.raster_id).select_related("parcel")
    worst = ("share_under_water", "share_known") if run.raster.is_water else ("share_steep", "slope_deg")
    ordered = found.order_by(*(F(name).desc(nulls_last=True) for name in worst), "pk")
    page = Paginator(ordered, PAGE_ROWS).get_page(number)
    versions = ParcelVersion.objects.filter(parcel__in=[row.parcel_id for row in page]).as_of(run.as_of)
    known = {version.parcel_id: version for version in versions.only("parcel_id", "code", "shape_wgs84")}
    return page, [_shown(row, known.get(row.parcel_id)) for row in page]


def _shown(row: ParcelTerrain, version: ParcelVersion | None) -> ShownTerrain:
    if version is None:
        return ShownTerrain("", str(row.parcel.uid), "", row)
    place = ",".join(f"{degrees:.7f}" for degrees in version.shape_wgs84.extent)
    return ShownTerrain(version.code, str(row.parcel.uid), place, row)


def hints(parcel: Parcel) -> list[ParcelTerrain]:
    """What elevation models and rasters of water say of one parcel, the newest survey first."""
    found = ParcelTerrain.objects.filter(parcel=parcel, raster__state=WorkState.READY, share_known__gt=0)
    newest = F("raster__surveyed_date").desc(nulls_last=True)
    ordered = found.select_related("raster__terrain_run__water_raster").order_by(newest, "-raster__registered_at")
    kinds = (RasterKind.ELEVATION, RasterKind.WATER)
    return [hint for kind in kinds for hint in ordered.filter(raster__kind=kind)[:_HINTS]]


def results_csv(run: TerrainRun, *, language: str) -> Generator[bytes, None, None]:
    """Give the terrain of all parcels as CSV piece by piece, in UTF-8 with a byte order mark."""
    with translation.override(language):
        yield (_BOM + _csv([_headings(run)])).encode()
    with connection.cursor() as cursor:
        values: dict[str, int | date] = {"raster": run.raster_id, "on": run.as_of}
        statement = "water_table" if run.raster.is_water else "terrain_table"
        cursor.execute(sql_files.load("landsurvey", statement), values)
        while rows := cursor.fetchmany(_LINES_AT_ONCE):
            yield _csv([[_harmless(code), *rest] for code, *rest in rows]).encode()


def water_source(run: TerrainRun) -> str:
    """Where the shares under water come from, in words; "" when nobody asked."""
    if run.told_by is not None:
        said = {"title": run.told_by.title, "above": f"{run.water_from:g}"}
        return gettext("raster “%(title)s”, cells above %(above)s") % said
    if run.water_level_m is not None:
        return gettext("if water stood at %(level)s m") % {"level": f"{run.water_level_m:g}"}
    return ""


def _headings(run: TerrainRun) -> list[str]:
    source = water_source(run)
    parcel = [gettext("Parcel code"), gettext("Parcel (identifier)")]
    water = gettext("Share under water (%)") + (f" – {_harmless(source)}" if source else "")
    if run.raster.is_water:
        return [*parcel, water, gettext("Share with values (%)"), gettext("Cells")]
    return [
        *parcel,
        gettext("Mean elevation (m)"),
        gettext("Lowest (m)"),
        gettext("Highest (m)"),
        gettext("Mean slope (degrees)"),
        gettext("Steep share (%)"),
        water,
        gettext("Share with heights (%)"),
        gettext("Cells"),
    ]


def _csv(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _harmless(code: str) -> str:
    return f"'{code}" if code.startswith(_FORMULA_SIGNS) else code
