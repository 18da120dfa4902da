"""The command that tries a case: its two ways of answering, and its refusals."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "case-2567.json"


def run(*words: object) -> None:
    call_command("tax", "compute", *map(str, words))


def test_answer_is_json_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    run(EXAMPLE, "--year", 2567, "--json")

    told = json.loads(capsys.readouterr().out)
    # By hand: 4,710,000 x 0.01 % + 4,000,000 x 0.6 %.
    (bill,) = [bill for bill in told["bills"] if bill["owner"] == ["somchai"]]
    assert bill["payable_baht"] == "24471.00"
    assert told["tax_year_be"] == 2567


def test_answer_is_a_table_with_notes_when_not(capsys: pytest.CaptureFixture[str]) -> None:
    run(EXAMPLE, "--year", 2567)

    told = capsys.readouterr().out
    assert "4,000,000.00 x 0.6 % = 24,000.00" in told
    assert "มาตรา 43" in told


@pytest.mark.parametrize(
    ("text", "sentence", "sentence_th"),
    [
        ("{", "this is no JSON", "แฟ้มนี้ไม่ใช่ JSON"),
        ('{"plots": [{"id": "P1", "area_wah": -1}]}', "plots, id P1", "ไม่อยู่ระหว่าง"),
    ],
)
def test_bad_file_ends_with_two_and_a_sentence(
    text: str, sentence: str, sentence_th: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "facts.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SystemExit) as end:
        run(path, "--year", 2567)

    told = capsys.readouterr().err
    assert end.value.code == 2
    assert sentence in told
    assert sentence_th in told


def test_missing_file_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run(tmp_path / "none.json", "--year", 2567)

    assert end.value.code == 2
    assert "cannot be read" in capsys.readouterr().err


def test_year_without_law_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run(EXAMPLE, "--year", 2570)

    assert end.value.code == 2
    assert "2563 to 2569" in capsys.readouterr().err
