"""The address that takes a file in pieces: its protocol, and who may use it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets.models import Municipality, Role
from landsurvey.models import PartialFile, Upload
from tests.landsurvey.builders import a_row, a_square, a_survey
from tests.speaking import at_work_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return a_survey([a_row(a_square())], tmp_path).read_bytes()


def begin(client: Client, size: int, **facts: str) -> Any:
    said = {"name": "parcels.zip", "size": str(size), "modified": "1", "accuracy_class": "rtk"} | facts
    return client.post(reverse("landsurvey:parts"), said)


def put(client: Client, url: str, offset: object, piece: bytes) -> Any:
    return client.post(f"{url}?offset={offset}", piece, content_type="application/octet-stream")


def test_file_arrives_in_pieces_and_is_queued_once(surveyor: Client, content: bytes) -> None:
    begun = begin(surveyor, len(content)).json()
    first = put(surveyor, begun["url"], 0, content[:900]).json()
    asked = surveyor.get(begun["url"]).json()
    put(surveyor, begun["url"], 900, content[900:])
    done = [surveyor.post(f"{begun['url']}finish/").json() for _twice in range(2)]

    upload = Upload.objects.get()
    assert (first["received"], asked["received"], asked["size"]) == (900, 900, len(content))
    assert done == [{"page": reverse("landsurvey:upload", args=[upload.uid])}] * 2
    assert upload.accuracy_class == "rtk"
    assert ProcrastinateJob.objects.filter(task_name="landsurvey.validate_upload").count() == 1


def test_server_says_where_to_go_on_when_a_piece_is_in_the_wrong_place(surveyor: Client, content: bytes) -> None:
    begun = begin(surveyor, len(content)).json()
    put(surveyor, begun["url"], 0, content[:900])

    gap, overlap = put(surveyor, begun["url"], 901, b"x"), put(surveyor, begun["url"], 0, content)

    assert [(answer.status_code, answer.json()["received"]) for answer in (gap, overlap)] == [(409, 900)] * 2


def test_file_begun_before_a_reload_is_gone_on_with(surveyor: Client, content: bytes) -> None:
    begun = begin(surveyor, len(content)).json()
    put(surveyor, begun["url"], 0, content[:900])

    again = begin(surveyor, len(content)).json()
    page = surveyor.get(reverse("landsurvey:uploads")).content.decode()

    assert (again["uid"], again["received"]) == (begun["uid"], 900)
    assert "Choose the same file again to go on" in page


@pytest.mark.parametrize("offset", ["", "x", "-1", "๑"])
def test_refused_when_no_place_is_named(surveyor: Client, content: bytes, offset: str) -> None:
    begun = begin(surveyor, len(content)).json()

    assert put(surveyor, begun["url"], offset, b"x").status_code == 422


def test_refused_when_too_large(surveyor: Client, settings: Any) -> None:
    settings.SURVEY_UPLOAD_LIMIT_MB = 1

    announced = begin(surveyor, 1_000_001)
    begun = begin(surveyor, 10).json()
    sent = put(surveyor, begun["url"], 0, b"eleven bytes")

    assert (announced.status_code, sent.status_code) == (413, 413)
    assert "at most 1 MB" in announced.json()["error"]


def test_earlier_upload_is_named_when_the_same_file_comes_twice(surveyor: Client, content: bytes) -> None:
    for name in ("first.zip", "second.zip"):
        begun = begin(surveyor, len(content), name=name).json()
        put(surveyor, begun["url"], 0, content)
        answer = surveyor.post(f"{begun['url']}finish/")

    page = surveyor.get(answer.json()["page"]).content.decode()

    assert Upload.objects.get().original_name == "first.zip"
    assert "already received" in page
    assert not PartialFile.objects.filter(upload=None).exists()


def test_corrected_file_names_what_it_replaces(surveyor: Client, content: bytes) -> None:
    begun = begin(surveyor, len(content)).json()
    put(surveyor, begun["url"], 0, content)
    surveyor.post(f"{begun['url']}finish/")
    first = Upload.objects.get()

    begun = begin(surveyor, 5, name="mended.zip", corrects=str(first.uid)).json()
    put(surveyor, begun["url"], 0, b"other")
    surveyor.post(f"{begun['url']}finish/")

    assert Upload.objects.get(corrects=first).original_name == "mended.zip"


def test_file_is_forgotten_when_its_sender_says_so(surveyor: Client) -> None:
    begun = begin(surveyor, 10).json()

    surveyor.post(f"{begun['url']}discard/")

    assert not PartialFile.objects.exists()


@pytest.mark.parametrize("step", ["", "finish/", "discard/"])
def test_file_in_pieces_belongs_to_its_sender_alone(
    step: str,
    surveyor: Client,
    client_as: Callable[..., Client],
    other_municipality: Municipality,
) -> None:
    url = begin(surveyor, 10).json()["url"] + step
    foreign = at_work_in(client_as(Role.SURVEYOR, of=other_municipality), other_municipality)

    assert client_as(Role.SURVEYOR).post(url).status_code == 404
    assert foreign.post(url).status_code == 404
    assert client_as(Role.TAX_OFFICER).post(url).status_code == 403
    assert Client().post(url).status_code == 302
    assert PartialFile.objects.get().received_bytes == 0


def test_nobody_else_begins_a_file(client_as: Callable[..., Client], municipality: Municipality) -> None:
    assert begin(client_as(Role.TAX_OFFICER), 10).status_code == 403
    assert begin(Client(), 10).status_code == 302
    assert not PartialFile.objects.exists()
