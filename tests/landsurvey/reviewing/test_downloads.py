"""Findings to take along: a table that a Thai spreadsheet reads, and a layer that QGIS draws and explains."""

import csv
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pyogrio
import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.utils import translation

from gis_assets.models import Municipality, Role
from landsurvey.models import Finding, Upload
from landsurvey.reviewing import downloads
from tests import lasting
from tests.landsurvey.builders import INDIAN_UTM, a_row, a_square, a_survey, checked

pytestmark = pytest.mark.django_db
OWNER = "นางสาวเจ้าของ แปลงนี้"


@lasting.fixture
def upload(
    municipality: Municipality, officer: Callable[..., User], tmp_path_factory: pytest.TempPathFactory
) -> Upload:
    """Two rows that lie on each other, one without a shape; each names its owner."""
    rows = [a_row(a_square(0)), a_row(a_square(0, side_m=39), PARCEL_COD="=1+1"), a_row(None, PARCEL_COD="01A003")]
    named = [row | {"OWNER": OWNER} for row in rows]
    return checked(
        a_survey(named, tmp_path_factory.mktemp("files")), municipality=municipality, by=officer(Role.SURVEYOR)
    )


def table(upload: Upload) -> list[list[str]]:
    content = b"".join(downloads.findings_csv(upload, language="th")).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def package(upload: Upload, folder: Path) -> Path:
    return downloads.findings_geopackage(upload, path=folder / "findings.gpkg", language="th")


def test_table_has_a_line_for_each_finding_with_its_reason_in_thai(upload: Upload) -> None:
    head, *lines = table(upload)

    with translation.override("th"):
        reason = translation.gettext("The row has no shape. Draw the parcel or remove the row.")
    assert len(lines) == Finding.objects.count()
    assert head[:2] == ["แถว", "รหัสแปลงที่ดิน"]
    assert ["3", "01A003", "missing_shape", reason] in [[line[0], line[1], line[3], line[5]] for line in lines]


def test_table_begins_with_the_mark_by_which_spreadsheets_know_thai(upload: Upload) -> None:
    assert next(downloads.findings_csv(upload, language="th")).startswith(b"\xef\xbb\xbf")


def test_table_holds_no_formula_of_the_surveyor(upload: Upload) -> None:
    cells = {cell for line in table(upload) for cell in line}

    assert "'=1+1" in cells
    assert not any(cell.startswith("=") for cell in cells)


def test_layers_hold_points_and_outlines_with_their_reasons(upload: Upload, tmp_path: Path) -> None:
    path = package(upload, tmp_path)

    points, outlines = (pyogrio.read_dataframe(path, layer=layer) for layer in ("findings", "outlines"))

    assert set(points.geometry.geom_type) == {"Point"}
    assert set(outlines["row"]) <= {1, 2}
    inner = outlines[outlines["row"] == 2].iloc[0]
    assert inner["code"] == "=1+1"
    assert "contained_shape" in inner["rule"]
    assert outlines.geometry.iloc[0].centroid.distance(points.geometry.iloc[0]) < 20


def test_layers_lie_on_the_survey_when_it_is_in_indian_1975(
    municipality: Municipality, officer: Callable[..., User], tmp_path: Path
) -> None:
    drawn = [a_square(0), a_square(0), a_square(1, side_m=39)]
    survey = a_survey([a_row(shape) for shape in drawn], tmp_path, epsg=INDIAN_UTM)
    upload = checked(survey, municipality=municipality, by=officer(Role.SURVEYOR))

    outlines = pyogrio.read_dataframe(package(upload, tmp_path), layer="outlines")

    assert outlines.crs.to_epsg() == INDIAN_UTM
    assert len(outlines)
    assert all(
        shape.hausdorff_distance(drawn[row - 1]) < 0.01
        for row, shape in zip(outlines["row"], outlines.geometry, strict=True)
    )


def test_layer_stays_in_wgs84_when_a_place_lies_beyond_the_survey_grid(upload: Upload, tmp_path: Path) -> None:
    Finding.objects.filter(place__isnull=False).update(place=Point(9, 0, srid=4326))

    points = pyogrio.read_dataframe(package(upload, tmp_path), layer="findings")

    assert points.crs.to_epsg() == 4326
    assert set(points.geometry.x) == {9.0}


def test_layers_carry_the_style_by_which_qgis_shows_them(upload: Upload, tmp_path: Path) -> None:
    with sqlite3.connect(package(upload, tmp_path)) as content:
        styles = dict(content.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))

    assert set(styles) == {"findings", "outlines"}
    assert 'name="รหัสแปลงที่ดิน"' in styles["findings"]


def test_package_can_be_made_when_nothing_was_found(upload: Upload, tmp_path: Path) -> None:
    Finding.objects.all().delete()

    path = package(upload, tmp_path)

    assert [len(pyogrio.read_dataframe(path, layer=layer)) for layer in ("findings", "outlines")] == [0, 0]


def test_no_owner_is_taken_along(upload: Upload, tmp_path: Path) -> None:
    content = b"".join(downloads.findings_csv(upload, language="th")) + package(upload, tmp_path).read_bytes()

    assert OWNER.encode() not in content
    assert b"OWNER" not in content
