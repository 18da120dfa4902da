"""`survey inspect` of a raster: the same questions and refusals as on the page, by exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from gis_assets.models import Municipality
from tests.landsurvey.rasters.builders import a_plane, a_raster

pytestmark = pytest.mark.django_db


def inspect(*args: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = 0
    try:
        with translation.override("en"):
            call_command("survey", "inspect", *map(str, args))
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, capsys.readouterr().out


def told(*args: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    code, out = inspect(*args, "--json", capsys=capsys)
    return code, json.loads(out)


def test_exit_3_when_a_person_must_answer_and_0_with_the_answers(
    municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = a_plane()
    cells[0] = 0
    path = a_raster(tmp_path / "dem.tif", cells, epsg=None, band="dem")

    asked, before = told(path, capsys=capsys)
    answers = ("--crs", 32647, "--answer", "nodata=0", "--answer", "vertical_datum=msl")
    answered, after = told(path, *answers, capsys=capsys)

    assert (asked, answered) == (3, 0)
    assert [question["kind"] for question in before["questions"]] == ["crs", "nodata", "vertical_datum"]
    assert (after["crs"]["value"], after["raster"]["nodata"]["value"], after["questions"]) == (32647, "0.0", [])


def test_exit_4_when_the_raster_is_refused(
    municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_raster(tmp_path / "dem.tif", a_plane(), compress="deflate")
    path.write_bytes(path.read_bytes()[:200])

    code, out = inspect(path, capsys=capsys)

    assert code == 4
    assert "raster" in out.lower() or "GeoTIFF" in out


def test_person_reads_questions_and_evidence(
    municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = inspect(a_raster(tmp_path / "dem.tif", a_plane(), band="dem"), capsys=capsys)

    assert code == 3
    assert "What are the heights counted from?" in out
    assert "GTiff: 40 x 40, 1 x float32" in out
    assert "The band is called “dem”." in out


@pytest.mark.real_data
def test_real_model_must_be_asked_about(
    municipality: Municipality, real_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, seen = told(real_data / "09-rasters/chiangmai-srtm-dem.tif", capsys=capsys)

    assert code == 3
    assert "1,814 cells are 0" in seen["questions"][0]["sentence"]["words"]
