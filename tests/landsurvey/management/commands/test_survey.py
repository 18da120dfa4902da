"""`survey inspect` tells a script by its exit code how a file stands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from gis_assets.models import JournalEntry, Municipality, Parcel, ParcelVersion, Role, Source
from landsurvey.models import LandOfficeTransaction, Upload, Visit
from tests.landsurvey.builders import (
    EAST_M,
    NORTH_M,
    a_registered_square,
    a_row,
    a_square,
    a_survey,
    checked,
    entries_of,
)
from tests.landsurvey.packages import a_package, a_shape_of, a_transaction
from tests.landsurvey.rasters.builders import a_model
from tests.speaking import Officer, english

pytestmark = pytest.mark.django_db

FAR_AWAY = "POLYGON((100.5 13.7, 100.6 13.7, 100.6 13.8, 100.5 13.8, 100.5 13.7))"


def inspect(*args: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = 0
    try:
        with translation.override("en"):
            call_command("survey", "inspect", *map(str, args), "--json")
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(capsys.readouterr().out)


def test_exit_0_when_usable(municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = inspect(a_survey([a_row(a_square())], tmp_path), capsys=capsys)

    assert (code, told["rows"], told["findings"]) == (0, 1, {})


def test_exit_3_when_a_person_must_answer_and_0_with_the_answer(
    municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_survey([a_row(a_square())], tmp_path, leave_out=["prj"])

    asked, _ = inspect(path, capsys=capsys)
    answered, told = inspect(path, "--crs", 24047, "--encoding", "utf-8", "--layer", "parcels", capsys=capsys)

    assert (asked, answered) == (3, 0)
    assert told["layer"] == "parcels"


def test_exit_4_when_refused(municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no zip")

    code, told = inspect(tmp_path / "a.zip", capsys=capsys)

    assert code == 4
    assert "zip" in str(told["refusal"]["words"])


def test_everything_a_script_needs_is_told(
    municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [a_row(a_square()), a_row(a_square()), a_row(None, PARCEL_COD="01A002"), a_row(_crossed(), PARCEL_COD="")]
    path = a_survey(rows, tmp_path)

    code, told = inspect(path, "--municipality", municipality.dla_code, capsys=capsys)

    assert (code, told["format"], told["layer"], told["rows"]) == (0, "Shapefile", "parcels", 4)
    assert told["layers"] == [{"name": "parcels", "geometry_type": "Polygon", "rows": 4}]
    assert told["rows_without_shape"] == {"count": 1, "rows": [3]}
    assert told["unsound"] == {"count": 1, "rows": [{"row": 4, "reason": "Self-intersection"}]}
    assert told["duplicates"]["code"] == {"01A001": [1, 2]}
    assert [pair["rows"] for pair in told["overlaps"]["rows"]] == [[1, 2]]
    assert told["heading_guess"]["code"] == {"heading": "PARCEL_COD", "because": "known name"}
    missing = told["finding_rows"]["missing_shape"]
    assert (missing["level"], missing["count"], missing["rows"][0]["row"]) == ("error", 1, 3)
    assert missing["rows"][0]["sentence"]["words"].startswith("The row has no shape")
    assert told["crs"]["evidence"][0]["words"].startswith("According to the .prj file")
    assert told["crs"]["declared"] == entries_of(path)["parcels.prj"].decode()
    assert told["bounds_wgs84"] == pytest.approx([98.9430793, 18.7439732, 98.9453560, 18.7443354], abs=1e-7)
    assert told["proj_version"] == pyproj.proj_version_str
    assert set(told) >= {"pipeline", "encoding", "levels", "notes", "unknown_headings"}


def test_the_same_survey_is_abroad_for_a_municipality_far_away(
    municipality: Municipality, other_municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other_municipality.boundary = MultiPolygon(GEOSGeometry(FAR_AWAY, srid=4326), srid=4326)
    other_municipality.save()

    code, told = inspect(
        a_survey([a_row(a_square())], tmp_path), "--municipality", other_municipality.dla_code, capsys=capsys
    )

    assert (code, told["findings"]["outside_municipality"]) == (4, 1)


def test_unknown_municipality_is_named_with_those_that_are_known(municipality: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=f"99999999. It knows: .*{municipality.dla_code}"):
        call_command("survey", "inspect", str(a_survey([a_row(a_square())], tmp_path)), "--municipality", "99999999")


def test_file_is_inspected_when_the_register_is_empty(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = inspect(a_survey([a_row(a_square())], tmp_path), capsys=capsys)

    assert (code, told["rows"]) == (0, 1)


def _crossed() -> shapely.Polygon:
    """An outline that crosses itself, 200 metres east of the corner."""
    bowtie = shapely.Polygon([(0, 0), (40, 40), (40, 0), (0, 40)])
    return shapely.transform(bowtie, lambda xy: xy + np.array([EAST_M + 200, NORTH_M]))


def _faulty(folder: Path) -> Path:
    """Codes and outlines that rules speak about, by themselves and beside the register."""
    rows = [a_row(a_square()), a_row(a_square()), a_row(a_square(1), PARCEL_COD=""), a_row(None), a_row(_crossed())]
    return a_survey(rows, folder)


def _hopeless(folder: Path) -> Path:
    return a_survey([a_row(_crossed())], folder)


def _without_grid(folder: Path) -> Path:
    return a_survey([a_row(a_square())], folder, leave_out=["prj"])


def _no_zip(folder: Path) -> Path:
    path = folder / "a.zip"
    path.write_bytes(b"PK no zip")
    return path


def _heights(folder: Path) -> Path:
    return a_model(folder / "dem.tif")


def _month(folder: Path) -> Path:
    rows = [a_transaction(), a_transaction("13", status="แบ่งแยกในนามเดิม"), a_transaction("14", status="ไม่เคยเห็น")]
    return a_package(folder / "month.zip", rows, [a_shape_of(13, a_square())])


@pytest.mark.parametrize("made", [_faulty, _hopeless, _without_grid, _no_zip, _heights, _month])
def test_page_gives_the_very_object_that_the_shell_prints(
    municipality: Municipality,
    client_as: Callable[..., Officer],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    made: Callable[[Path], Path],
) -> None:
    a_registered_square(municipality, code="09Z999")
    surveyor = english(client_as(Role.SURVEYOR))
    path = made(tmp_path)

    before = _kept()

    _, told = inspect(path, "--municipality", municipality.dla_code, capsys=capsys)

    assert _kept() == before
    upload = checked(path, municipality=municipality, by=surveyor.user)
    shown = surveyor.get(reverse("landsurvey:result_json", args=[upload.uid])).json()

    assert shown == told
    assert bool(told.get("finding_rows")) == (made in (_faulty, _hopeless))


def test_exit_4_with_the_findings_when_no_row_is_usable(
    municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = inspect(_hopeless(tmp_path), capsys=capsys)

    assert (code, told["findings"]["invalid_ring"]) == (4, 1)
    assert told["refusal"]["words"].startswith("None of the 1 rows can be used")


def test_exit_3_while_a_question_is_open_though_no_row_is_usable(
    municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_survey([a_row(_crossed(), NOTE="México")], tmp_path, encoding="cp1252", cpg=None)

    code, told = inspect(path, capsys=capsys)

    assert (code, told["refusal"]) == (3, None)


def test_exit_3_when_a_word_of_the_land_office_is_unknown(
    municipality: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = a_package(tmp_path / "known.zip", [a_transaction()])

    asked, told = inspect(_month(tmp_path), "--municipality", municipality.dla_code, capsys=capsys)
    usable, _ = inspect(known, "--municipality", municipality.dla_code, capsys=capsys)

    (question,) = told["questions"]
    assert (asked, usable) == (3, 0)
    assert question["sentence"]["words"] == "The status “ไม่เคยเห็น” has not been met before. Say what it means."
    assert ["split", "Split"] in question["choices"]


def _kept() -> dict[str, int]:
    """How much the register and the survey's tables hold."""
    models = (Parcel, ParcelVersion, Source, JournalEntry, Upload, LandOfficeTransaction, Visit)
    return {model.__name__: model.objects.count() for model in models}
