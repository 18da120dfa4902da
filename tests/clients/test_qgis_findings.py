"""The error layer in the program for which it is made: QGIS shows where, how bad, and why, in Thai."""

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from django.contrib.auth.models import User
from django.utils import translation

from gis_assets.models import Municipality, Role
from landsurvey.models import Upload
from landsurvey.reviewing import downloads
from tests.clients.conftest import Qgis
from tests.landsurvey.builders import EAST_M, NORTH_M, a_row, a_square, a_survey, checked

pytestmark = pytest.mark.django_db
A_BOW_TIE = shapely.Polygon([(EAST_M + x, NORTH_M + y) for x, y in ((0, 80), (40, 120), (40, 80), (0, 120))])
VERMILION, ORANGE, BLUE = "#d55e00", "#e69f00", "#0072b2"


@pytest.fixture
def upload(municipality: Municipality, officer: Callable[..., User], tmp_path: Path) -> Upload:
    """The same square twice, a square within a square (to be looked at), odd codes (notes), a bow tie (an error)."""
    rows = [
        a_row(a_square(0)),
        a_row(a_square(0), PARCEL_COD="01A002"),
        a_row(a_square(2), PARCEL_COD="01A003"),
        a_row(a_square(2).buffer(-5), PARCEL_COD="<b>&1"),
        a_row(a_square(4), PARCEL_COD="01A-5"),
        a_row(A_BOW_TIE, PARCEL_COD="01A006"),
    ]
    return checked(a_survey(rows, tmp_path), municipality=municipality, by=officer(Role.SURVEYOR))


@pytest.fixture
def layer(upload: Upload, tmp_path: Path) -> Path:
    return downloads.findings_geopackage(upload, path=tmp_path / "findings.gpkg", language="th")


def test_qgis_opens_both_layers_with_headings_and_levels_in_thai(qgis: Qgis, layer: Path) -> None:
    layers = qgis.ask("package", layer)["layers"]

    assert {name for name, seen in layers.items() if seen["is_valid"] and seen["crs"] == "EPSG:32647"} == {
        "findings",
        "outlines",
    }
    for name in ("findings", "outlines"):
        shown = {column: facts for column, facts in layers[name]["fields"].items() if column in layers[name]["form"]}
        assert [facts["alias"] for facts in shown.values()] == [
            "แถว", "รหัสแปลงที่ดิน", "ระดับ", "กฎ", "เรื่องที่ตรวจ", "สิ่งที่พบ",
        ]  # fmt: skip
        assert layers[name]["signs"] == {"0": "ผิดพลาด", "1": "ควรตรวจ", "2": "หมายเหตุ"}
        assert layers[name]["broken_expressions"] == []
    assert "Warning" not in qgis.muttered()


def test_qgis_reads_each_reason_in_thai_and_shows_it_under_the_pointer(qgis: Qgis, layer: Path) -> None:
    seen = qgis.ask("package", layer)["layers"]["outlines"]

    with translation.override("th"):
        twice = translation.gettext("The shape is exactly that of row %(other)s. Keep one of them.")
    (first,) = [place for place, facts in enumerate(seen["features"]) if facts["row"] == 2]
    assert twice % {"other": "1"} in seen["features"][first]["reason"]
    assert twice % {"other": "1"} in seen["tips"][first]
    assert any("&lt;b>&amp;1" in tip for tip in seen["tips"])
    assert not any("<b>" in tip for tip in seen["tips"])


def test_qgis_draws_each_level_in_its_colour(qgis: Qgis, layer: Path, tmp_path: Path) -> None:
    drawn = qgis.ask("draw", layer, layers=["findings", "outlines"], png=str(tmp_path / "findings.png"))

    assert drawn["said"] == []
    assert [colour for colour in (VERMILION, ORANGE, BLUE) if drawn["colours"].get(colour, 0) < 0.0002] == []


def test_qgis_letters_the_reason_when_one_comes_near(qgis: Qgis, layer: Path, tmp_path: Path) -> None:
    seen = qgis.ask("package", layer)["layers"]["outlines"]["features"]
    asked = {"layers": ["findings", "outlines"], "png": str(tmp_path / "findings.png")}

    far, near = (qgis.ask("draw", layer, **asked, scale=scale)["lettered"] for scale in (4000, 1200))

    assert set(far) <= {facts["title"] for facts in seen}
    assert far
    assert {text.replace("\n", " ") for text in near} & {facts["reason"].replace("\n", " ") for facts in seen}
