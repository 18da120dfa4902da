"""`survey inspect` tells a script by its exit code how a file stands."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from gis_assets.models import Municipality
from tests.landsurvey.builders import a_row, a_square, a_survey

pytestmark = pytest.mark.django_db


def inspect(*args: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    code = 0
    try:
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
    (tmp_path / "a.zip").write_bytes(b"no zip")

    code, told = inspect(tmp_path / "a.zip", capsys=capsys)

    assert code == 4
    assert "zip" in str(told["refused"])
