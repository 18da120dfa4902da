"""Another channel's export: every row is taken, merged or set aside with a reason; a second time adds nothing."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gis_assets.models import Municipality
from incidents.models import Incident, Report
from incidents.reporting import traffy
from tests import lasting
from tests.incidents import builders

HEAD = "ticket_id,type,organization,comment,photo,coords,timestamp,state,star,count_reopen,last_activity\n"
PLACE = '"98.93,18.75"'
ROWS = [
    (
        f'A1,"{{ไฟฟ้า,ถนน}}",อบต.,"ไฟดับ, มืด",https://example.org/a.jpg,{PLACE},'
        "2026-01-05 12:00:00.5+00,เสร็จสิ้น,4,1,2026-01-06 12:00:00+00"
    ),
    f"A2,{{แสงสว่าง}},,ซ้ำ,,{PLACE},2026-01-05 19:10:00+07:00,เสร็จสิ้น,,,2026-01-07 12:00:00+00",
    f"A3,{{}},,เรื่องอื่น,,{PLACE},2026-02-05 12:00:00+00,กำลังดำเนินการ,,,",
    f"A1,{{ถนน}},,ซ้ำเลข,,{PLACE},2026-01-05 12:00:00+00,เสร็จสิ้น,,,2026-01-06 12:00:00+00",
    'B1,{ถนน},,ไกลโลก,,"1000.0,18.75",2026-01-05 12:00:00+00,เสร็จสิ้น,,,',
    'B2,{ถนน},,กรุงเทพ,,"100.5,13.7",2026-01-05 12:00:00+00,เสร็จสิ้น,,,',
    f"B3,{{ถนน}},,ไม่มีเขตเวลา,,{PLACE},2026-01-05 12:00:00,เสร็จสิ้น,,,",
    f"B4,{{ถนน}},,อนาคต,,{PLACE},2999-01-05 12:00:00+00,รอรับเรื่อง,,,",
    f"B5,{{ถนน}},,ส่งต่อ,,{PLACE},2026-01-05 12:00:00+00,ส่งต่อ,,,",
    f"B6,{{ถนน}},,สถานะใหม่,,{PLACE},2026-01-05 12:00:00+00,ลอยนวล,,,",
    f",{{ถนน}},,ไม่มีเลข,,{PLACE},2026-01-05 12:00:00+00,เสร็จสิ้น,,,",
    f"B7,{{ถนน}},,ไม่มีเวลา,,{PLACE},เมื่อวาน,เสร็จสิ้น,,,",
]


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    return municipality


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "traffy.csv"
    path.write_text("\ufeff" + HEAD + "\n".join(ROWS) + "\n", encoding="utf-8")
    return path


def run(path: Path, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("reports", "import", str(path), "--channel", "traffy", "--json", *options, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_every_row_is_taken_merged_or_set_aside_with_a_reason(town: Municipality, export: Path) -> None:
    told = run(export, "--commit")

    assert (told["rows"], told["taken"], told["merged"], told["set_aside"]) == (12, 2, 1, 9)
    assert told["reasons"] == {
        "ticket_repeated_in_file": 1,
        "no_usable_coordinates": 1,
        "outside_the_municipality": 1,
        "time_without_zone": 1,
        "time_in_the_future": 1,
        "forwarded_or_irrelevant": 1,
        "unknown_state": 1,
        "no_ticket_id": 1,
        "no_usable_time": 1,
    }


def test_merged_tickets_end_when_the_last_of_them_has(town: Municipality, export: Path) -> None:
    run(export, "--commit")

    lamp = Incident.objects.get(kind="lamp_out")
    assert {report.external_id for report in lamp.reports.all()} == {"A1", "A2"}
    assert lamp.state == "resolved"
    assert lamp.case.steps.latest("entered_at").entered_at.isoformat() == "2026-01-07T12:00:00+00:00"
    assert Incident.objects.get(kind="other").state == "reported"


def test_second_run_adds_nothing(town: Municipality, export: Path) -> None:
    run(export, "--commit")

    told = run(export, "--commit")

    assert (told["taken"], told["merged"], told["known"]) == (0, 0, 3)
    assert Report.objects.count() == 3


def test_nothing_is_kept_without_commit(town: Municipality, export: Path) -> None:
    assert run(export)["taken"] == 2

    assert not Report.objects.exists()


def test_times_without_a_zone_are_taken_when_one_is_named(town: Municipality, export: Path) -> None:
    assert "time_without_zone" not in run(export, "--zone", "Asia/Bangkok")["reasons"]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", "ticket_id\nไทย".encode("cp874"), None])
def test_file_that_is_no_export_is_refused(town: Municipality, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=r"x\.csv"):
        run(path)


@pytest.mark.parametrize(
    ("types", "kind"), [("{ถนน,สายไฟ}", "wire_down"), ('{"น้ำท่วม"}', "flood"), ("{ยูเอฟโอ}", "other"), ("", "other")]
)
def test_types_are_read_by_the_data_danger_first(types: str, kind: str) -> None:
    assert traffy.kind_of(types) == kind
