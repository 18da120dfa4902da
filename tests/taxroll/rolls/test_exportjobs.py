"""Lists written by a worker: asked for, written with progress, taken once ready, forgotten after some days."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import geopandas
import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from procrastinate.exceptions import ConnectorException

from gis_assets.models import Municipality, Role
from taxroll import exportqueue
from taxroll.models import ExportForm, ExportState, Roll, RollExport
from taxroll.rolls import exportjobs, exports
from taxroll.rolls.differences import Asked
from tests.taxroll.conftest import AT

ClientAs = Callable[..., Client]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def asked(roll: Roll, by: User, **facts: Any) -> RollExport:
    wanted: dict[str, Any] = {"what": "bills", "form": ExportForm.XLSX, "has_names": True, "language": "th"} | facts
    return exportjobs.ask(roll, by=by, at=AT, **wanted)


def written(export: RollExport) -> io.BytesIO:
    with export.file.open("rb") as file:
        return io.BytesIO(file.read())


def test_workbook_is_ready_with_all_rows_when_the_job_ran(sealed: Roll, clerk: User) -> None:
    done = exportjobs.run(asked(sealed, clerk), at=AT)

    sheet = openpyxl.load_workbook(written(done)).active
    assert (done.state, done.done, done.total) == (ExportState.DONE, 1, 1)
    assert sheet is not None
    assert [row[1] for row in sheet.iter_rows(values_only=True)][1:] == ["นายทดสอบ ใจดี"]


def test_geoparquet_names_nobody_when_names_were_not_asked_for(sealed: Roll, clerk: User) -> None:
    opened = asked(sealed, clerk, what="lines", form=ExportForm.PARQUET, has_names=False)

    done = exportjobs.run(opened, at=AT)

    frame = geopandas.read_parquet(written(done))
    assert len(frame) == 1
    assert "owner_name" not in frame.columns


def test_differences_are_written_when_two_rolls_are_compared(
    sealed: Roll, build: Callable[..., Roll], clerk: User
) -> None:
    opened = exportjobs.ask_differences(Asked(sealed, build(2568)), language="en", by=clerk, at=AT)

    done = exportjobs.run(opened, at=AT)

    sheet = openpyxl.load_workbook(written(done)).active
    assert sheet is not None
    assert len(list(sheet.iter_rows())) == opened.total + 1


def test_export_says_why_when_a_worksheet_cannot_hold_it(
    sealed: Roll, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_XLSX_ROWS", 0)

    broken = exportjobs.run(asked(sealed, clerk), at=AT)

    assert broken.state == ExportState.BROKEN
    assert "CSV" in broken.message


def test_export_breaks_off_when_no_job_of_it_lives(sealed: Roll, clerk: User) -> None:
    opened = asked(sealed, clerk)

    count = exportqueue.break_off_forgotten(at=AT)

    opened.refresh_from_db()
    assert (count, opened.state) == (1, ExportState.BROKEN)


def test_finished_export_stays_when_it_is_run_again(sealed: Roll, clerk: User) -> None:
    done = exportjobs.run(asked(sealed, clerk), at=AT)
    name = done.file.name

    again = exportjobs.run(done, at=AT + timedelta(hours=1))

    assert (again.file.name, again.finished_at) == (name, AT)


def test_old_export_is_forgotten_with_its_file(sealed: Roll, clerk: User, municipality: Municipality) -> None:
    done = exportjobs.run(asked(sealed, clerk), at=AT)
    name = str(done.file.name)

    count = exportjobs.forget(municipality, before=AT + timedelta(days=1))

    assert (count, RollExport.objects.count(), default_storage.exists(name)) == (1, 0, False)


@pytest.mark.parametrize(("what", "form"), [("gaps", "parquet"), ("nothing", "xlsx"), ("bills", "pdf")])
def test_unknown_list_is_not_found_when_asked_for(sealed: Roll, client_as: ClientAs, what: str, form: str) -> None:
    answer = client_as(Role.TAX_OFFICER).post(reverse("taxroll:export", args=[2567, 1, what, form]))

    assert answer.status_code == 404


def test_export_is_asked_for_followed_and_taken_by_presses(sealed: Roll, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)
    address = reverse("taxroll:export", args=[2567, 1, "lines", "xlsx"])

    refused = client.get(address)
    waiting = client.post(address, follow=True)
    early = client.get(reverse("taxroll:roll_export_file", args=[RollExport.objects.get().uid]))
    exportjobs.run(RollExport.objects.select_related("roll__municipality", "municipality").get(), at=AT)
    progress = client.get(reverse("taxroll:roll_export_progress", args=[RollExport.objects.get().uid]))
    taken = client.get(reverse("taxroll:roll_export_file", args=[RollExport.objects.get().uid]))

    assert [answer.status_code for answer in (refused, waiting, early, progress, taken)] == [405, 200, 404, 200, 200]
    assert "hx-get" in waiting.content.decode()
    assert progress["HX-Refresh"] == "true"
    assert b"".join(taken.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]  # a streaming response has it


@pytest.mark.usefixtures("no_queue")
def test_export_without_its_job_is_not_opened(sealed: Roll, client_as: ClientAs) -> None:
    with pytest.raises(ConnectorException):
        client_as(Role.TAX_OFFICER).post(reverse("taxroll:export", args=[2567, 1, "lines", "xlsx"]))

    assert not RollExport.objects.exists()


@pytest.mark.parametrize("name", ["roll_export", "roll_export_progress", "roll_export_file"])
def test_export_is_nobody_elses_when_its_address_is_known(
    sealed: Roll, clerk: User, client_as: ClientAs, other_municipality: Municipality, name: str
) -> None:
    done = exportjobs.run(asked(sealed, clerk), at=AT)
    address = reverse(f"taxroll:{name}", args=[done.uid])

    answers = [
        client_as(Role.SURVEYOR).get(address),
        client_as(Role.TAX_OFFICER, of=other_municipality).get(address),
        Client().get(address),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 302]
