"""A file of planning areas becomes areas that can be put in force: columns by what they mean, shapes in EPSG:4326.

Each feature that cannot be used is told with its number and what is wrong with it; nothing is written here.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from pyproj.exceptions import ProjError

from gis_assets import crs, geometry
from gis_assets.inventories import tables
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits import services

TEXTS = {"code": 40, "name_th": 200, "name_en": 200, "citation": 300, "doubt": 300}
LISTS = ("allowed", "denied")
MEANINGS = (*TEXTS, *LISTS, "most_height_m", "most_storeys")
"""What a column may mean, as the fields of a planning area are named."""
USUAL_NAMES = {
    "name_th": ("name", "namethai", "namet", "ชื่อ"),
    "code": ("zone", "zonecode", "landuse", "รหัส"),
    "name_en": ("nameeng", "namee", "nameenglish"),
    "citation": ("law", "gazette", "ที่มา"),
    "most_height_m": ("maxheight", "maxheightm", "height"),
    "most_storeys": ("maxstoreys", "maxfloors", "storeys"),
}
"""What offices call columns of that meaning, as `tables.plain` writes it."""
MOST_FEATURES = 20_000
MOST_HEIGHT_M, MOST_STOREYS = Decimal(1000), 300
_SEPARATORS = str.maketrans(";|/", ",,,")


class NotAreas(Refusal):
    """The file as a whole cannot be used; the sentence says why."""


@dataclass(frozen=True)
class Finding:
    """What is wrong with one feature; numbers count from 1 in the order of the file."""

    feature: int
    sentence: str


@dataclass(frozen=True)
class Draft:
    """One area as it would be put in force; its shape in EPSG:4326."""

    shape: shapely.MultiPolygon
    code: str = ""
    name_th: str = ""
    name_en: str = ""
    citation: str = ""
    doubt: str = ""
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    most_height_m: Decimal | None = None
    most_storeys: int | None = None

    def facts(self) -> dict[str, Any]:
        """The columns of the area, without its shape."""
        return {name: getattr(self, name) for name in (*TEXTS, "most_height_m", "most_storeys")} | {
            name: list(getattr(self, name)) for name in LISTS
        }


@dataclass(frozen=True)
class Offered:
    """What a file holds: areas, what is wrong, what was mended, and by which column each meaning was read."""

    name: str
    sha256: str
    epsg: int
    columns: Mapping[str, str]
    areas: tuple[Draft, ...]
    findings: tuple[Finding, ...]
    mended: int = 0
    notes: tuple[str, ...] = field(default=())


def read(
    path: Path,
    *,
    municipality: Municipality,
    columns: Mapping[str, str],
    name: str = "",
    epsg: int | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    citation: str = "",
    doubt: str = "",
) -> Offered:
    """Read a file; `columns` says by which of its columns a meaning is told (empty: by none), else one of its name.

    `epsg`, where given, overrules what the file says of its system; Indian 1975 goes by the one safe way. `citation`
    and `doubt` are for areas whose row has none. Raises NotAreas or tables.FileRefused.
    """
    table = tables.read(path, epsg=epsg, encoding=encoding, layer=layer)
    _refuse(table, name=name or path.name)
    chosen = _columns(table, columns)
    degrees = _degrees(table, name=name or path.name)
    rows = _rows(table, chosen)
    drafts, findings, mended = [], [], 0
    shared = {"citation": citation, "doubt": doubt}
    town = None if municipality.boundary is None else shapely.from_wkb(bytes(municipality.boundary.wkb))
    for number, (row, shape) in enumerate(zip(rows, degrees, strict=True), start=1):
        try:
            sound, was_mended = _sound(shape, town)
            drafts.append(Draft(shape=sound, **_facts(row, shared)))
            mended += was_mended
        except NotAreas as wrong:
            findings.append(Finding(number, str(wrong)))
    return Offered(
        name=name or path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        epsg=table.epsg or crs.WGS84,
        columns=chosen,
        areas=tuple(drafts),
        findings=tuple(findings),
        mended=mended,
        notes=table.notes,
    )


def uses() -> frozenset[str]:
    """The words for uses of buildings that the services' forms know."""
    asked = (question for service in services.every().values() for question in service.questions)
    return frozenset(choice.code for question in asked if question.code == "use" for choice in question.choices)


def _refuse(table: tables.Table, *, name: str) -> None:
    if table.questions:
        raise NotAreas(" ".join(question.sentence for question in table.questions))
    if not len(table.rows):
        raise NotAreas(_("“%(name)s” holds no areas. Choose the file that holds them.") % {"name": name})
    if len(table.rows) > MOST_FEATURES:
        raise NotAreas(
            _("“%(name)s” holds more than %(most)d areas. Cut it to the municipality.")
            % {"name": name, "most": MOST_FEATURES}
        )


def _columns(table: tables.Table, told: Mapping[str, str]) -> dict[str, str]:
    for meaning, column in told.items():
        if meaning not in MEANINGS:
            raise NotAreas(
                _("A column cannot mean “%(meaning)s”. It may mean one of: %(known)s.")
                % {"meaning": meaning, "known": ", ".join(MEANINGS)}
            )
        if column and column not in table.columns:
            raise NotAreas(
                _("There is no column %(name)s; there are %(columns)s.")
                % {"name": column, "columns": ", ".join(table.columns)}
            )
    named = {tables.plain(column): column for column in table.columns}
    guessed = {
        meaning: named[name]
        for meaning in MEANINGS
        for name in reversed((tables.plain(meaning), *USUAL_NAMES.get(meaning, ())))
        if name in named
    }
    return {meaning: column for meaning, column in (guessed | dict(told)).items() if column}


def _degrees(table: tables.Table, *, name: str) -> crs.Geometries:
    try:
        return crs.reproject(shapely.force_2d(table.shapes), table.epsg or crs.WGS84, crs.WGS84)
    except (ProjError, ValueError) as error:
        raise NotAreas(
            _("The coordinates of “%(name)s” are not of EPSG:%(epsg)s. Name the right system and try again.")
            % {"name": name, "epsg": table.epsg}
        ) from error


def _rows(table: tables.Table, chosen: Mapping[str, str]) -> Iterator[dict[str, str]]:
    at = {meaning: table.columns.index(column) for meaning, column in chosen.items()}
    return ({meaning: row[place] for meaning, place in at.items()} for row in table.rows)


def _sound(shape: shapely.Geometry | None, town: shapely.Geometry | None) -> tuple[shapely.MultiPolygon, bool]:
    """The shape as polygons that can be computed with, and whether it had to be mended."""
    if shape is None or shapely.is_empty(shape) or shapely.get_dimensions(shape) != 2:
        raise NotAreas(_("It has no area: a polygon is needed."))
    is_sound = bool(shapely.is_valid(shape))
    whole = shape if is_sound else shapely.make_valid(shape)
    parts = shapely.get_parts(shapely.get_parts(whole))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    if not len(parts) or not shapely.area(parts).sum():
        raise NotAreas(_("It has no area: a polygon is needed."))
    if town is not None and not shapely.intersects(shapely.box(*shapely.total_bounds(parts)), town):
        raise NotAreas(_("It lies outside the municipality. Look whether the coordinate system is the right one."))
    return geometry.as_multipolygons(np.array([shapely.multipolygons(parts)], dtype=object))[0], not is_sound


def _facts(row: Mapping[str, str], shared: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: row.get(name, "") or shared.get(name, "") for name in TEXTS}
    facts["name_th"] = facts["name_th"] or facts["code"]
    if not facts["name_th"]:
        raise NotAreas(_("It has neither a name nor a code. Say which column names it."))
    for name, most in TEXTS.items():
        if len(facts[name]) > most:
            raise NotAreas(
                _("“%(begin)s…” is longer than %(most)d letters.") % {"begin": facts[name][:20], "most": most}
            )
    facts |= {name: _words(row.get(name, "")) for name in LISTS}
    facts["most_height_m"] = _number(row.get("most_height_m", ""), most=MOST_HEIGHT_M)
    storeys = _number(row.get("most_storeys", ""), most=Decimal(MOST_STOREYS))
    return facts | {"most_storeys": None if storeys is None else int(storeys)}


def _words(text: str) -> tuple[str, ...]:
    """Uses in one cell, parted by commas, semicolons, bars or spaces; brackets and quotes of JSON count for nothing."""
    words = text.translate(_SEPARATORS).translate(str.maketrans("", "", "[]\"'")).replace(",", " ").split()
    if strange := [word for word in words if word not in uses()]:
        raise NotAreas(
            _("“%(word)s” is no use of a building. The uses are: %(uses)s.")
            % {"word": strange[0], "uses": ", ".join(sorted(uses()))}
        )
    return tuple(dict.fromkeys(words))


def _number(text: str, *, most: Decimal) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 < value <= most:
        raise NotAreas(_("“%(text)s” is no number from 0 to %(most)s.") % {"text": text[:40], "most": most})
    return value.quantize(Decimal("0.01"))
