"""What was found, to take along: a table for a spreadsheet and a layer for QGIS, each reason in the reader's language.

Only the row, its parcel code and what the rules say stand in them; nothing of what the surveyor wrote of people.
"""

import csv
import dataclasses
import io
import itertools
import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext
from pyproj.exceptions import ProjError

from gis_assets import crs, sql_files, tenancy
from landsurvey import wording
from landsurvey.exports import geopackages
from landsurvey.exports.qgis import Field, Kind, Layer
from landsurvey.models import Upload
from landsurvey.reviewing import overview
from landsurvey.rules import catalogue
from landsurvey.rules.survey import Level
from landsurvey.words import Sentence

_COLOURS = {Level.ERROR: (213, 94, 0), Level.WARNING: (230, 159, 0), Level.INFO: (0, 114, 178)}  # Okabe-Ito
# From 1:1,500 on there is room for the reason, in lines; from farther away only for what was checked.
_LABEL = """if(@map_scale <= 1500, wordwrap("reason", 40), "title")"""
# A finding on a row is lettered on its outline; its point is left bare.
_LABEL_OF_POINTS = f"""if("row" IS NULL, {_LABEL}, '')"""
_TIP = """[% replace(replace(replace("reason", '&', '&amp;'), '<', '&lt;'), '\\n', '<br>') %]"""
_LINES_AT_ONCE = 500
# A spreadsheet takes a text that begins so for a formula; with an apostrophe before it is a text.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"  # without it a spreadsheet reads Thai as something else


def findings_csv(upload: Upload, *, language: str) -> Generator[bytes, None, None]:
    """Give the findings as CSV piece by piece, one line each, in UTF-8 with a byte order mark."""
    with translation.override(language):
        head = _csv([[*_headings().values(), gettext("Longitude"), gettext("Latitude")]])
    yield (_BOM + head).encode()
    records = _records(upload, language=language)
    while lines := list(itertools.islice(records, _LINES_AT_ONCE)):
        with translation.override(language):
            yield _csv([[*_cells(line), line["lon"], line["lat"]] for line in lines]).encode()


def findings_geopackage(upload: Upload, *, path: Path, language: str) -> Path:
    """Write the findings as a GeoPackage that QGIS opens with signs, labels and headings in words.

    Layer `findings`: a point for each finding that has a place; `outlines`: each row with a finding, once, with its
    worst level and all reasons. Both stand in the survey's own system, to lie on the surveyor's file: QGIS's own way
    from Indian 1975 to any other is some 190 m off.
    """
    epsg = int((upload.inspection.get("crs") or {}).get("value") or crs.WGS84)
    with translation.override(language):
        records = list(_records(upload, language=language))
        _write_points(records, path, epsg=epsg)
        _write_outlines(upload, records, path, epsg=epsg)
        geopackages.describe(path, _layers(_headings()))
    return path


def _headings() -> dict[str, str]:
    return {
        "row": gettext("Row"),
        "code": gettext("Parcel code"),
        "level": gettext("Level"),
        "rule": gettext("Rule"),
        "title": gettext("What was checked"),
        "reason": gettext("What is the matter"),
    }


def _records(upload: Upload, *, language: str) -> Iterator[dict[str, Any]]:
    """The findings in the order of the catalogue, errors first within it, in words."""
    order = [rule.id for rule in catalogue.RULES]
    with tenancy.within(upload.municipality), connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "findings_in_order"), {"upload": upload.pk, "order": order})
        found = cursor.fetchall()
    with translation.override(language):
        words = {rule.id: (gettext(rule.title), overview.level_name(rule.level)) for rule in catalogue.RULES}
    for row, code, rule_id, args, lon, lat in found:
        rule = catalogue.BY_ID[rule_id]
        title, level = words[rule_id]
        with translation.override(language):
            reason = wording.translated(Sentence(rule.sentence, json.loads(args)))
        yield {
            "row": row,
            "code": code,
            "level": level,
            "rule": rule_id,
            "title": title,
            "reason": reason,
            "lon": lon,
            "lat": lat,
            "rank": list(Level).index(rule.level),
        }


def _cells(record: dict[str, Any]) -> list[Any]:
    return [record[name] for name in ("row", "code", "level", "rule", "title", "reason")]


def _csv(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


def _write_points(records: list[dict[str, Any]], path: Path, *, epsg: int) -> None:
    placed = [record for record in records if record["lon"] is not None]
    points = shapely.points([(record["lon"], record["lat"]) for record in placed]) if placed else []
    _write(path, "findings", placed, points, "Point", epsg=epsg)


def _write_outlines(upload: Upload, records: list[dict[str, Any]], path: Path, *, epsg: int) -> None:
    rows: dict[int, list[dict[str, Any]]] = {}
    for record in records:
        if record["row"] is not None:
            rows.setdefault(record["row"], []).append(record)
    with tenancy.within(upload.municipality), connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "outlines_of_rows"), {"upload": upload.pk, "rows": list(rows)})
        shapes = {row: shapely.from_wkb(bytes(wkb)) for row, wkb in cursor.fetchall()}
    chosen = [_together(found) for row, found in rows.items() if row in shapes]
    _write(path, "outlines", chosen, [shapes[record["row"]] for record in chosen], "MultiPolygon", epsg=epsg)


def _together(found: list[dict[str, Any]]) -> dict[str, Any]:
    """All that was found on one row as one record, with the worst level."""
    worst = min(found, key=lambda record: int(record["rank"]))
    joined = {
        name: "\n".join(dict.fromkeys(str(record[name]) for record in found)) for name in ("rule", "title", "reason")
    }
    return worst | joined


def _write(
    path: Path, layer: str, records: list[dict[str, Any]], shapes: Any, geometry_type: str, *, epsg: int
) -> None:
    """Write records with their shapes in WGS 84 as a layer in the system `epsg`, if all have a place in it."""
    import geopandas  # a hundred megabytes that only who takes files out needs

    names = ("row", "code", "level", "rule", "title", "reason", "rank")
    table = {name: np.array([record[name] for record in records], dtype=object) for name in names}
    drawn = np.asarray(shapes, dtype=object)
    try:
        drawn = crs.reproject(drawn, crs.WGS84, epsg)
    except ProjError:  # a place so far off that the grid has none for it
        epsg = crs.WGS84
    frame = geopandas.GeoDataFrame(table, geometry=drawn, crs=epsg)
    for name in ("row", "rank"):
        frame[name] = frame[name].astype("Int32")
    for name in ("code", "level", "rule", "title", "reason"):
        frame[name] = frame[name].astype(str)
    geopackages.write(frame, path, layer=layer, geometry_type=geometry_type)


def _layers(headings: dict[str, str]) -> tuple[Layer, Layer]:
    """How QGIS shows both: one sign for each level, the worst on top, the reason in words when one comes near."""
    kinds: dict[str, Kind] = {"rule": "long_text", "title": "long_text", "reason": "long_text"}
    fields = (
        *(Field(name, words, kinds.get(name, "fixed")) for name, words in headings.items()),
        Field("rank", "rank", "hidden"),
    )
    levels = tuple((place, overview.level_name(level), _COLOURS[level]) for place, level in enumerate(Level))
    points = Layer(
        "findings", gettext("Findings"), "Point", fields, _COLOURS[Level.ERROR], label=_LABEL_OF_POINTS,
        categories=levels, category_column="rank", drawn_last="rank", tip=_TIP, listed_as='"title"',
    )  # fmt: skip
    outlines = dataclasses.replace(
        points,
        name="outlines",
        title=gettext("Rows with findings"),
        geometry="MultiPolygon",
        label=_LABEL,
        is_lettered_beside=True,
    )
    return points, outlines
