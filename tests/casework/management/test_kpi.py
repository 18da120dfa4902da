"""`manage.py kpi` as people and scripts use it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from gis_assets.models import Municipality
from tests import lasting
from tests.casework import builders
from tests.casework.builders import a_case

LIGHTS = "08-incidents/dc-street-alley-lights.geojson"
AT_ONCE = "08-incidents/dc-wire-down-power-outage.geojson"
DC = ("--opened", "ADDDATE", "--closed", "RESOLUTIONDATE", "--due", "SERVICEDUEDATE", "--state", "SERVICEORDERSTATUS")


def measured(capsys: pytest.CaptureFixture[str], file: Path, *options: str) -> dict[str, Any]:
    call_command("kpi", "measure", str(file), *options, "--json")
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


@lasting.fixture
def november(municipality: Municipality) -> Municipality:
    """A town with twelve finished cases of November 2026 and one that is open."""
    builders.a_case_type(municipality)
    for number in range(12):
        a_case(municipality, ("working", 5 + number), ("done", 60 + 7 * number), kind="lamp", place="07")
    a_case(municipality, at=30)
    return municipality


def a_file(folder: Path, text: str, *, name: str = "requests.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.real_data
def test_figures_of_a_citys_lamps_are_those_of_its_manifest(
    capsys: pytest.CaptureFixture[str], real_data: Path
) -> None:
    told = measured(capsys, real_data / LIGHTS, *DC, "--key", "SERVICEREQUESTID")

    assert (told["rows"], told["n"], told["open"]) == (1237, 898, 339)
    assert (round(told["mean"], 2), round(told["median"], 2)) == (118.02, 101.29)
    assert (round(told["p90"], 2), round(told["max"], 1)) == (211.55, 594.7)
    assert (told["within_due"], told["overdue"]) == (230, 253)
    assert told["states"] == {"CLOSED": 898, "IN-PROGRESS": 328, "OPEN": 11}
    assert told["left_out"] == {"voided": 0, "repeated": 0, "unreadable": 0, "closed_before_opened": 0}


@pytest.mark.real_data
def test_requests_closed_at_once_are_measured_without_a_fault(
    capsys: pytest.CaptureFixture[str], real_data: Path
) -> None:
    told = measured(capsys, real_data / AT_ONCE, *DC, "--unit", "minutes")

    assert (told["rows"], told["n"], told["open"], told["overdue"]) == (7, 7, 0, 0)
    assert told["max"] < 1


def test_thai_table_with_mark_semicolons_and_buddhist_years_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = (
        "เลขที่;รับแจ้ง;เสร็จ;กำหนด\n"
        "1;2569-11-20 08:00;2569-11-20 10:00;2569-11-20 10:00\n"
        "2;20/11/2569 09:30;;2569-11-20T09:00\n"
    )
    path = a_file(tmp_path, text, encoding="utf-8-sig")

    told = measured(capsys, path, "--opened", "รับแจ้ง", "--closed", "เสร็จ", "--due", "กำหนด")

    assert (told["n"], told["median"], told["within_due"], told["share_within_due"]) == (1, 2, 1, 1)
    assert (told["open"], told["overdue"]) == (1, 1)
    assert told["at"] == "2026-11-20T09:30:00+07:00"


def test_repeated_and_voided_rows_are_left_out_as_stated(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = (
        "id,a,b,s\n"
        "1,2026-01-01T00:00,2026-01-01T01:00,done\n"
        "1,2026-01-01T00:00,2026-01-01T09:00,done\n"
        "2,2026-01-01T00:00,2026-01-01T05:00,void\n"
    )
    path = a_file(tmp_path, text)
    asked = ("--opened", "a", "--closed", "b", "--state", "s", "--voided", "void", "--key", "id")

    told = measured(capsys, path, *asked)
    kept = measured(capsys, path, *asked, "--keep-repeated")

    assert (told["n"], told["mean"], told["left_out"]["repeated"], told["left_out"]["voided"]) == (1, 1, 1, 1)
    assert told["choices"] == {"voided": ["void"], "key": "id", "repeated": "first kept"}
    assert (kept["n"], kept["mean"]) == (2, 5)


def test_times_that_cannot_be_read_are_counted_and_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = "a,b\nsoon,2026-01-01\n2026-01-02,2026-01-01\n03/04/2026,\n,2026-01-01\n"

    told = measured(capsys, a_file(tmp_path, text), "--opened", "a", "--closed", "b")

    assert (told["n"], told["open"], told["mean"], told["median"], told["max"]) == (0, 0, None, None, None)
    assert told["left_out"] == {"voided": 0, "repeated": 0, "unreadable": 3, "closed_before_opened": 1}
    assert {"row": 1, "column": "a", "text": "soon", "why": "unreadable"} in told["named"]
    assert {"row": 2, "column": "b", "text": "2026-01-01", "why": "closed before opened"} in told["named"]


def test_empty_file_gives_no_figures_and_no_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told = measured(capsys, a_file(tmp_path, "a,b,c\n"), "--opened", "a", "--closed", "b", "--due", "c")

    assert (told["rows"], told["n"], told["mean"], told["share_within_due"], told["at"]) == (0, 0, None, None, None)


@pytest.mark.parametrize(
    ("text", "options", "code", "word"),
    [
        ("a,b\n", ("--opened", "z", "--closed", "b"), 2, "“z”"),
        ("a,b\n", ("--opened", "a", "--closed", "b", "--key", "z"), 2, "“z”"),
        ('a,b\n"1,2\n', ("--opened", "a", "--closed", "b"), 4, "breaks off"),
        ("a,b\n1,2,3\n", ("--opened", "a", "--closed", "b"), 4, "3 cells"),
        ("", ("--opened", "a", "--closed", "b"), 4, "column names"),
    ],
)
def test_file_is_refused_with_a_sentence_when_it_does_not_fit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, options: tuple[str, ...], code: int, word: str
) -> None:
    with pytest.raises(SystemExit) as stop:
        call_command("kpi", "measure", str(a_file(tmp_path, text)), *options)

    assert stop.value.code == code
    assert word in capsys.readouterr().err


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.csv"):
        call_command("kpi", "measure", str(tmp_path / "nothing.csv"), "--opened", "a", "--closed", "b")


@pytest.mark.parametrize("month", ["2026-11", "2569-11"])
def test_figures_of_a_month_are_proved(capsys: pytest.CaptureFixture[str], november: Municipality, month: str) -> None:
    call_command("kpi", "verify", "--municipality", november.dla_code, "--month", month, "--json")

    told = json.loads(capsys.readouterr().out)
    assert (told["equal"], told["cases"], told["differences"]) == (True, 13, [])
    assert told["figures"] > 100
    assert told["since"] == "2026-11-01T00:00:00+07:00"


def test_all_figures_of_the_installations_town_are_proved_in_words(
    capsys: pytest.CaptureFixture[str], november: Municipality, settings: Settings
) -> None:
    settings.MUNICIPALITY = november.dla_code

    call_command("kpi", "verify")

    assert "จาก 13 เรื่อง ตรงกันทุกตัว" in capsys.readouterr().out


@pytest.mark.usefixtures("wrong_ninth_decile")
def test_wrong_figure_is_named_and_ends_with_its_own_code(
    capsys: pytest.CaptureFixture[str], november: Municipality
) -> None:
    with pytest.raises(SystemExit) as stop:
        call_command("kpi", "verify", "--municipality", november.dla_code, "--month", "2026-11", "--json")

    told = json.loads(capsys.readouterr().out)
    assert stop.value.code == 3
    assert told["equal"] is False
    assert {each["figure"] for each in told["differences"]} == {"p90_minutes"}
    [whole] = [each for each in told["differences"] if each["of"] == "question total"]
    assert whole["shown"] == pytest.approx(whole["recomputed"] + 1)


def test_proof_of_an_unknown_town_or_month_is_refused(
    capsys: pytest.CaptureFixture[str], november: Municipality
) -> None:
    with pytest.raises(CommandError, match="no municipality with the code 99999999"):
        call_command("kpi", "verify", "--municipality", "99999999")
    with pytest.raises(SystemExit) as stop:
        call_command("kpi", "verify", "--municipality", november.dla_code, "--month", "2026-13")

    assert stop.value.code == 2
    assert "2026-13" in capsys.readouterr().err
