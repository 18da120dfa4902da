"""A campaign's area as a GeoPackage that QField opens ready for work, alone or in a zip with its project.

QField opens a project (.qgs) with its data beside it; the zip holds both in one folder, with an empty `DCIM` into which
QField puts photos. The GeoPackage alone carries the same forms in its `layer_styles`, for QGIS or an open project. Both
speak Thai whatever the reader's language, for they are opened elsewhere. No owner and no document number leaves.
"""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas
import pyogrio
import shapely
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gis_assets import crs, journal, sql_files
from gis_assets.models.buildings import MaterialClass
from gis_assets.refusals import Refusal
from landsurvey.exports import geopackages, qgis
from landsurvey.exports.qgis import Children, Field, Layer
from landsurvey.field import fieldwork
from landsurvey.field.visitlist import OCCUPANCY_WORDS, USE_WORDS
from landsurvey.formats import fieldpackage
from landsurvey.models import Campaign, FieldPackage, VisitResult

GEOPACKAGE = "field.gpkg"
PROJECT = "field.qgs"
_LANGUAGE = "th"
_ACCURACY = "@position_horizontal_accuracy"
# Nothing where the GeoPackage is opened without its project; then the place tells the parcel when the visit lands.
_PARCEL_THERE = f"array_first(overlay_intersects('{qgis.layer_id('parcels')}', \"parcel_uid\"))"


class NothingThere(Refusal):
    """The chosen blocks hold no parcel of the campaign."""


def write(campaign: Campaign, *, into: Path, blocks: Sequence[str], by: User, at: datetime, on: date) -> FieldPackage:
    """Write `field.gpkg` and `field.qgs` into the folder and register the package.

    Raises `NothingThere`, or `fieldwork.AreaTooLarge` beyond `FIELD_PARCELS_MOST` parcels.
    """
    parcels = _parcels(campaign, blocks, on)
    epsg = campaign.municipality.utm_epsg
    with transaction.atomic(), translation.override(_LANGUAGE):
        package = _registered(campaign, blocks, len(parcels), by=by, at=at)
        layers = _layers()
        _write_tables(into / GEOPACKAGE, package, parcels, epsg=epsg, on=on)
        geopackages.describe(into / GEOPACKAGE, layers)
        text = qgis.project(
            layers, title=campaign.title, file=GEOPACKAGE, epsg=epsg,
            proj=_proj(epsg), extent=tuple(parcels.total_bounds),
        )  # fmt: skip
        (into / PROJECT).write_text(text, encoding="utf-8")
    return package


def write_zip(campaign: Campaign, *, into: Path, blocks: Sequence[str], by: User, at: datetime, on: date) -> Path:
    """Write the same as one zip, a folder with project, data and a place for photos, and return its path."""
    package = write(campaign, into=into, blocks=blocks, by=by, at=at, on=on)
    folder = f"survey-{str(package.uid)[:8]}"
    path = into / f"{folder}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in (PROJECT, GEOPACKAGE):
            packed.write(into / name, f"{folder}/{name}")
        packed.mkdir(f"{folder}/DCIM")
    return path


def _proj(epsg: int) -> str:
    zone = next(zone for zone, code in crs.UTM_WGS84.items() if code == epsg)
    return f"+proj=utm +zone={zone} +datum=WGS84 +units=m +no_defs"


def _registered(campaign: Campaign, blocks: Sequence[str], parcels: int, *, by: User, at: datetime) -> FieldPackage:
    package = FieldPackage.objects.create(
        municipality=campaign.municipality,
        campaign=campaign,
        blocks=list(blocks),
        parcels=parcels,
        made_by=by,
        made_at=at,
    )
    journal.append(
        municipality=campaign.municipality,
        by=by,
        action="taken to the field",
        thing_kind="survey_campaign",
        thing_uid=campaign.uid,
        at=at,
        details={"package": str(package.uid), "blocks": list(blocks), "parcels": parcels},
    )
    return package


def _parcels(campaign: Campaign, blocks: Sequence[str], on: date) -> geopandas.GeoDataFrame:
    most = settings.FIELD_PARCELS_MOST
    values = {"campaign": campaign.pk, "on": on, "blocks": sorted(blocks), "most": most + 1}
    names = ("uid", "version", "code", "state", "houses", "area_m2", "shape")
    rows = _rows("field_package_parcels", values)
    if not rows:
        raise NothingThere(_("The campaign has no parcel there. Choose other zones or blocks."))
    if len(rows) > most:
        raise fieldwork.AreaTooLarge(
            _("The area has more than %(most)s parcels. Choose fewer blocks, such as those of this week.")
            % {"most": most}
        )
    table = dict(zip(names, zip(*rows, strict=True), strict=True))
    shapes = shapely.from_wkb([bytes(shape) for shape in table.pop("shape")])
    return geopandas.GeoDataFrame(pandas.DataFrame(table), geometry=shapes, crs=campaign.municipality.utm_epsg)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), values)
        return list(cursor.fetchall())


def _write_tables(path: Path, package: FieldPackage, parcels: geopandas.GeoDataFrame, *, epsg: int, on: date) -> None:
    columns = {
        "PARCEL_COD": parcels["code"],
        "state": parcels["state"],
        "houses": parcels["houses"],
        "area_m2": parcels["area_m2"].astype(float),
        "SURV_DATE": pandas.Series([None] * len(parcels), dtype=object),
        "GNSS_ACC": np.full(len(parcels), np.nan),
        "parcel_uid": parcels["uid"],
        "version": parcels["version"].astype("int64"),
        "origin": [fieldpackage.origin(shape) for shape in parcels.geometry],
    }
    frame = geopandas.GeoDataFrame(columns, geometry=parcels.geometry.to_numpy(), crs=epsg)
    geopackages.write(frame, path, layer="parcels", geometry_type="MultiPolygon")
    visits = geopandas.GeoDataFrame(_nothing(_visit_fields()), geometry=geopandas.GeoSeries([], crs=epsg), crs=epsg)
    geopackages.write(visits, path, layer="visits", geometry_type="Point")
    further = pandas.DataFrame(_nothing(_further_fields()))
    geopackages.write_table(further, path, layer=fieldpackage.FURTHER_BUILDINGS)
    box = dict(zip(("west", "south", "east", "north"), map(float, parcels.total_bounds), strict=True))
    around = box | {"municipality": package.municipality_id, "epsg": epsg, "on": on}
    buildings = _context("field_package_buildings", {"house_number": "object", "storeys": "float64"}, around, epsg)
    geopackages.write(buildings, path, layer="buildings", geometry_type="MultiPolygon")
    roads = _context("field_package_roads", {"name": "object"}, around, epsg)
    geopackages.write(roads, path, layer="roads", geometry_type="MultiLineString")
    marker = {
        "format": fieldpackage.FORMAT,
        "package": str(package.uid),
        "campaign": str(package.campaign.uid),
        "municipality": package.municipality.dla_code,
        "made_at": package.made_at.isoformat(),
    }
    pyogrio.write_dataframe(
        pandas.DataFrame({"name": list(marker), "value": list(marker.values())}),
        path, layer=fieldpackage.MARKER, driver="GPKG", append=True,
    )  # fmt: skip


def _nothing(fields: Sequence[Field]) -> dict[str, "pandas.Series[Any]"]:
    """Columns without a row, for people to fill in."""
    return {column.name: pandas.Series([], dtype=_dtype(column)) for column in fields}


def _dtype(column: Field) -> str:
    if column.kind == "whole":
        return "int32"
    return "float64" if column.kind == "number" or column.is_number else "object"


def _context(
    statement: str, columns: Mapping[str, str], around: dict[str, object], epsg: int
) -> geopandas.GeoDataFrame:
    """Things to find one's way by, their columns with their types; a rectangle of the package holds them."""
    rows = _rows(statement, around)
    table = {
        name: pandas.Series([row[place] for row in rows], dtype=dtype)
        for place, (name, dtype) in enumerate(columns.items())
    }
    shapes = shapely.from_wkb([bytes(row[-1]) for row in rows])  # type: ignore[call-overload]
    return geopandas.GeoDataFrame(pandas.DataFrame(table), geometry=shapes, crs=epsg)


def _layers() -> tuple[Layer, ...]:
    """The layers from top to bottom, with their forms in the active language."""
    states = (
        ("left", _("left"), (213, 94, 0)),
        ("tried", _("visited in vain"), (230, 159, 0)),
        ("visited", _("visited"), (86, 180, 233)),
        ("surveyed", _("surveyed by a file"), (0, 114, 178)),
    )
    parcels = (
        Field("PARCEL_COD", _("Parcel code"), "text", is_needed=True),
        Field("state", _("State"), "fixed"),
        Field("houses", _("House numbers"), "fixed"),
        Field("area_m2", _("Area (m²)"), "fixed"),
        Field("SURV_DATE", _("Surveyed on"), "fixed", expression="format_date(now(), 'yyyy-MM-dd')", is_refreshed=True),
        Field("GNSS_ACC", _("GNSS accuracy (m)"), "fixed", expression=_ACCURACY, is_refreshed=True),
        Field("parcel_uid", "parcel_uid", "hidden"),
        Field("version", "version", "hidden"),
        Field("origin", "origin", "hidden"),
    )
    buildings = (Field("house_number", _("House number"), "fixed"), Field("storeys", _("Storeys"), "fixed"))
    further = Children(fieldpackage.FURTHER_BUILDINGS, _("Further buildings of the parcel"), "visit_uid")
    return (
        Layer("visits", _("Visits"), "Point", _visit_fields(), (0, 102, 75), children=further),
        Layer("buildings", _("Buildings"), "MultiPolygon", buildings, (86, 94, 103), "house_number", is_read_only=True),
        Layer(
            "parcels", _("Parcels"), "MultiPolygon", parcels, (213, 94, 0), "PARCEL_COD",
            categories=states, category_column="state",
        ),
        Layer(
            "roads", _("Roads"), "MultiLineString", (Field("name", _("Name"), "fixed"),), (139, 143, 148), "name",
            is_read_only=True,
        ),
        Layer(
            fieldpackage.FURTHER_BUILDINGS, further.title, qgis.NO_GEOMETRY, _further_fields(), (0, 102, 75),
            listed_as='coalesce("house_number", "fid")',
        ),
    )  # fmt: skip


def _visit_fields() -> tuple[Field, ...]:
    shares = tuple(Field(f"use_{kind}", f"{word} (%)", "whole", most=100) for kind, word in USE_WORDS.items())
    photos = tuple(
        Field(f"photo_{number}", _("Photo %(number)s") % {"number": number}, "photo")
        for number in range(1, fieldpackage.PHOTOS + 1)
    )
    return (
        Field("result", _("Result"), "choice", tuple((v, str(w)) for v, w in VisitResult.choices), is_needed=True),
        *photos,
        *shares,
        *_building_fields(),
        Field("note", _("Note"), "long_text"),
        Field("visited_at", _("Visited"), "fixed", expression="format_date(now(), 'yyyy-MM-dd HH:mm:ss')"),
        Field("accuracy_m", _("GNSS accuracy (m)"), "fixed", expression=_ACCURACY, is_number=True),
        Field("visit_uid", "visit_uid", "hidden", expression="uuid('WithoutBraces')"),
        Field("parcel_uid", "parcel_uid", "hidden", expression=_PARCEL_THERE, is_refreshed=True),
    )


def _building_fields() -> tuple[Field, ...]:
    """What a visit says of a building; the first stands in the visit itself, for most parcels have no other."""
    return (
        Field("house_number", _("House number"), "text"),
        Field("storeys", _("Storeys"), "number", most=99),
        Field("material_class", _("Material"), "choice", tuple((v, str(w)) for v, w in MaterialClass.choices)),
        Field("treasury_type", _("Building type"), "text"),
        Field("floor_area_m2", _("Floor area (m²)"), "number", most=1_000_000),
        Field("built_year_be", _("Year built (B.E.)"), "whole", least=2300, most=2700),
        Field("building_use", _("Use of the building"), "choice", tuple((k, str(w)) for k, w in USE_WORDS.items())),
        Field("is_gone", _("The building is gone"), "choice", (("yes", _("It is gone")),)),
        Field("occupancy", _("Lived in"), "choice", tuple((kind, str(word)) for kind, word in OCCUPANCY_WORDS.items())),
    )


def _further_fields() -> tuple[Field, ...]:
    return (*_building_fields(), Field("visit_uid", "visit_uid", "hidden"))
