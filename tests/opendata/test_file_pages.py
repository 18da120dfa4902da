"""The files over HTTP: ranges, what a client holds already, compression, and who may do what."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.test import AsyncClient, Client

from gis_assets.models import Municipality, Role
from opendata import formats, gate, ranges, snapshots
from opendata.models import Publication, Snapshot
from tests.gis_assets import builders
from tests.speaking import Officer, english

ON = date(2024, 6, 1)
AT = datetime(2024, 6, 1, 18, tzinfo=UTC)
ADDRESS = "/layers/parcels/files/2024-06-01/parcels"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def made(municipality: Municipality, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    for number in range(3):
        builders.a_parcel(municipality, code=f"01ก{number:03}", shape=builders.square(east=number * 25))
    return a_snapshot(municipality, monkeypatch)


def a_snapshot(municipality: Municipality, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    monkeypatch.setattr(snapshots, "FORMATS", (formats.BY_EXTENSION["geojson"], formats.BY_EXTENSION["fgb"]))
    layer = gate.require("parcels", municipality=municipality)
    asked = snapshots.ask(layer, municipality=municipality, on=ON, at=AT)
    done = snapshots.make(asked, layer=layer, at=AT)
    assert done is not None
    return done


def body(answer: Any) -> bytes:
    return bytes(answer.getvalue())


def on_disk(made: Snapshot, extension: str) -> bytes:
    kept = made.files.select_related("snapshot__municipality").get(extension=extension)
    return snapshots.path_of(kept).read_bytes()


def test_stranger_gets_the_whole_file_with_all_that_caches_need(made: Snapshot, client: Client) -> None:
    answer = client.get(f"{ADDRESS}.geojson")

    whole = on_disk(made, "geojson")
    assert body(answer) == whole
    assert answer["Content-Type"] == "application/geo+json"
    assert answer["Content-Length"] == str(len(whole))
    assert answer["Content-Disposition"] == 'attachment; filename="parcels-2024-06-01.geojson"'
    assert answer["ETag"] == f'"{made.files.get(extension="geojson").sha256}"'
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Accept-Encoding" in answer["Vary"]


def test_file_is_read_only_when_it_is_sent(made: Snapshot, client: Client) -> None:
    answer = client.head(f"{ADDRESS}.fgb")

    assert answer.content == b""
    assert answer["Content-Length"] == str(len(on_disk(made, "fgb")))


@pytest.mark.parametrize(
    ("asked", "first", "end"), [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-7", -7, None)]
)
def test_part_is_sent_when_a_range_is_asked(
    made: Snapshot, client: Client, asked: str, first: int, end: int | None
) -> None:
    answer = client.get(f"{ADDRESS}.fgb", headers={"range": asked})

    whole = on_disk(made, "fgb")
    part = whole[first:end]
    begin = len(whole) + first if first < 0 else first
    assert answer.status_code == 206
    assert body(answer) == part
    assert answer["Content-Range"] == f"bytes {begin}-{begin + len(part) - 1}/{len(whole)}"
    assert answer["Content-Length"] == str(len(part))


def test_range_behind_the_end_is_not_satisfiable(made: Snapshot, client: Client) -> None:
    answer = client.get(f"{ADDRESS}.fgb", headers={"range": "bytes=99999999-"})

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(on_disk(made, 'fgb'))}"


def test_range_of_another_file_is_answered_with_the_whole(made: Snapshot, client: Client) -> None:
    etag = client.head(f"{ADDRESS}.fgb")["ETag"]

    other = client.get(f"{ADDRESS}.fgb", headers={"range": "bytes=0-9", "if-range": '"other"'})
    same = client.get(f"{ADDRESS}.fgb", headers={"range": "bytes=0-9", "if-range": etag})

    assert (other.status_code, same.status_code) == (200, 206)


def test_client_that_holds_the_file_is_told_so(made: Snapshot, client: Client) -> None:
    etag = client.head(f"{ADDRESS}.fgb")["ETag"]

    held = client.get(f"{ADDRESS}.fgb", headers={"if-none-match": etag})
    changed = client.get(f"{ADDRESS}.fgb", headers={"if-none-match": '"other"'})

    assert (held.status_code, held.content) == (304, b"")
    assert held["ETag"] == etag
    assert changed.status_code == 200


def test_text_is_sent_compressed_under_an_etag_of_its_own(made: Snapshot, client: Client) -> None:
    plain = client.get(f"{ADDRESS}.geojson")
    packed = client.get(f"{ADDRESS}.geojson", headers={"accept-encoding": "gzip"})
    again = client.get(f"{ADDRESS}.geojson", headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(body(packed)) == body(plain)
    assert packed["ETag"] != plain["ETag"]
    assert again.status_code == 304


def test_range_is_one_of_the_plain_file_even_for_who_takes_compressed(made: Snapshot, client: Client) -> None:
    answer = client.get(f"{ADDRESS}.geojson", headers={"accept-encoding": "gzip", "range": "bytes=0-9"})

    assert answer.status_code == 206
    assert "Content-Encoding" not in answer
    assert body(answer) == on_disk(made, "geojson")[:10]


def test_file_is_passed_on_block_by_block_under_asgi(made: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gis_assets.streaming.BLOCK_BYTES", 100)

    async def ask() -> list[bytes]:
        answer: Any = await AsyncClient().get(f"{ADDRESS}.geojson")
        return [piece async for piece in answer]

    whole = on_disk(made, "geojson")  # the connection is given back before the first piece is sent
    pieces = async_to_sync(ask)()

    assert max(map(len, pieces)) <= 100
    assert b"".join(pieces) == whole


def test_newest_file_has_an_address_that_leads_to_it(made: Snapshot, client: Client) -> None:
    answer = client.get("/layers/parcels/latest.geojson")

    assert answer.status_code == 302
    assert answer["Location"] == f"{ADDRESS}.geojson"
    assert json.loads(body(client.get(answer["Location"])))["version"] == "2024-06-01"


@pytest.mark.parametrize(
    "address",
    [
        "/layers/parcels/files/2024-06-01/parcels.exe",
        "/layers/parcels/files/2024-06-01/roads.geojson",
        "/layers/parcels/files/2024-06-01/..%2f..%2fparcels.geojson",
        "/layers/parcels/files/2023-06-01/parcels.geojson",
        "/layers/owners/files/2024-06-01/owners.geojson",
        "/layers/owners/files/",
        "/layers/parcels/latest.exe",
        "/layers/roads/latest.geojson",
    ],
)
def test_what_is_not_there_is_not_found(made: Snapshot, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_files_of_a_closed_layer_are_gone_at_once(made: Snapshot, client: Client) -> None:
    Publication.objects.filter(layer="parcels").update(is_stopped=True)

    answers = [client.get(f"{ADDRESS}.geojson"), client.get("/layers/parcels/files/")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_files_of_another_municipality_are_not_found(
    made: Snapshot, other_municipality: Municipality, client: Client
) -> None:
    Municipality.objects.filter(pk=other_municipality.pk).update(settings={"hosts": ["localhost"]})

    ours = client.get(f"{ADDRESS}.geojson")
    theirs = client.get(f"{ADDRESS}.geojson", headers={"host": "localhost"})

    assert (ours.status_code, theirs.status_code) == (200, 404)


def test_page_tells_versions_sizes_and_checksums(made: Snapshot, client: Client) -> None:
    page = english(client).get("/layers/parcels/files/").content.decode()

    assert f"{ADDRESS}.geojson" in page
    assert made.files.get(extension="geojson").sha256 in page
    assert "Version 2024-06-01 (newest)" in page
    assert "Write the files now" not in page


def test_page_says_what_to_do_while_there_is_no_file(municipality: Municipality, client: Client) -> None:
    page = english(client).get("/layers/parcels/files/").content.decode()

    assert "No files have been written yet" in page
    assert "/layers/parcels.geojson?download" in page


def test_only_the_data_publisher_of_the_town_has_files_written(
    municipality: Municipality,
    other_municipality: Municipality,
    client: Client,
    client_as: Callable[..., Officer],
) -> None:
    address = "/layers/parcels/files/make/"

    stranger: HttpResponse = client.post(address)  # type: ignore[assignment]  # the stub's own kind of answer
    foreign = client_as(Role.DATA_PUBLISHER, of=other_municipality).post(address)
    without = client_as(Role.DISPATCHER).post(address)
    before = Snapshot.objects.count()
    ours = english(client_as(Role.DATA_PUBLISHER)).post(address, follow=True)

    assert stranger["Location"].startswith("/accounts/login/")
    assert (foreign.status_code, without.status_code) == (403, 403)
    assert before == 0
    assert Snapshot.objects.get().layer == "parcels"
    assert "Files are being written" in ours.content.decode()


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=5-100", range(5, 10)),
        ("bytes=-100", range(10)),
        ("bytes=9-", range(9, 10)),
        ("BYTES=0-3", range(4)),
        ("bytes=3-2", None),
        ("bytes=0-1,4-5", None),
        ("items=0-1", None),
        ("bytes=", None),
        ("", None),
    ],
)
def test_range_is_understood_as_the_standard_says(header: str, part: range | None) -> None:
    assert ranges.asked(header, size=10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=-0", f"bytes={'9' * 5000}-"])
def test_range_outside_the_file_is_refused(header: str) -> None:
    with pytest.raises(ranges.NotSatisfiable):
        ranges.asked(header, size=10)
