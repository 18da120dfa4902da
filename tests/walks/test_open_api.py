"""The open API on the running platform: a storm of programs, readers who do not read, and the page for people."""

import asyncio
import http.client
import json
import socket
import subprocess
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import Town

pytestmark = pytest.mark.walk
BOX = "/ogc/collections/parcels/items?bbox=98.92,18.745,98.926,18.751&limit=20"
STORM, STORM_MB_MOST = 10_000, 300
# More than the server has database connections.
IDLE = 40
HTTP_1_1 = 11
MAP_MS = 30_000


def ask(town: Town, path: str, *, times: int = 1) -> list[tuple[int, bytes]]:
    """The status and body of each answer, asked one after the other on one connection (`/conf/core/http`: HTTP 1.1)."""
    connection = http.client.HTTPConnection(urlsplit(town.url).netloc, timeout=120)
    answers = []
    for _ in range(times):
        connection.request("GET", path)
        response = connection.getresponse()
        assert response.version == HTTP_1_1
        answers.append((response.status, response.read()))
    connection.close()
    return answers


def resident_mb(town: Town) -> float:
    """The memory of the server's process."""
    told = Path(f"/proc/{town.server}/status").read_text().split("VmRSS:")[1]
    return int(told.split()[0]) / 1024


async def storm(town: Town, paths: list[str]) -> Counter[tuple[str, int]]:
    """A connection for each path, all open before the first asks; how often which path got which status."""
    place = urlsplit(town.url)

    async def connected() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(place.hostname, place.port)

    async def asked(path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode())
        head, _sign, body = (await reader.read(-1)).partition(b"\r\n\r\n")
        writer.close()
        assert json.loads(body), path
        return path, int(head.split()[1])

    streams = await asyncio.gather(*(connected() for _ in paths))
    return Counter(await asyncio.gather(*(asked(path, *pair) for path, pair in zip(paths, streams, strict=True))))


def test_ten_thousand_at_once_are_each_answered_or_sent_away_in_the_words_of_the_standard(town: Town) -> None:
    ((_status, first),) = ask(town, BOX)
    one = json.loads(first)["features"][0]["id"]
    paths = [f"/ogc/collections/parcels/items/{one}", BOX, "/ogc/", "/ogc/collections/parcels/items?limit=0"]
    before_mb = resident_mb(town)

    asked = [paths[number % len(paths)] for number in range(STORM)]
    with ThreadPoolExecutor(1) as thread:  # the browser's loop is this thread's
        told = thread.submit(lambda: asyncio.run(storm(town, asked))).result()

    assert sum(told.values()) == STORM
    assert {status for _path, status in told} <= {200, 400, 503}
    assert all(told[path, 400 if "limit=0" in path else 200] for path in paths)
    assert resident_mb(town) - before_mb < STORM_MB_MOST
    assert [status for status, _body in ask(town, BOX, times=3)] == [200] * 3


def idle_readers(town: Town, path: str, count: int) -> list[socket.socket]:
    """Who asks and then reads nothing, with as little room for the answer as the system gives."""
    place = urlsplit(town.url)
    readers = []
    for _ in range(count):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        reader.connect((place.hostname, place.port))
        reader.sendall(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        readers.append(reader)
    return readers


@pytest.mark.parametrize(
    ("path", "count"),
    [("/ogc/collections/parcels/items?limit=10000", 20), ("/layers/parcels.geojson", IDLE), ("/data/parcels/", IDLE)],
)
def test_readers_who_do_not_read_hold_up_nobody(town: Town, path: str, count: int) -> None:
    idle = idle_readers(town, path, count)

    answers = [*ask(town, BOX, times=3), *ask(town, "/data/poles/", times=3)]

    for reader in idle:
        reader.close()
    assert [status for status, _body in answers] == [200] * 6


def test_gdal_reads_the_whole_town_through_the_quick_door(town: Town) -> None:
    command = ["ogrinfo", "-ro", "-so", f"OAPIF:{town.url}/ogc", "parcels", "--config", "GDAL_HTTP_TIMEOUT", "60"]

    told = subprocess.run(command, capture_output=True, text=True, check=True)
    ((_status, hits),) = ask(town, "/ogc/collections/parcels/items?resultType=hits")

    assert f"Feature Count: {json.loads(hits)['numberMatched']}" in told.stdout
    assert "ERROR" not in told.stderr


def test_stranger_looks_at_a_layer_and_a_feature(town: Town, visitor: Callable[..., Page]) -> None:
    page = visitor(phone=True)

    page.goto("/ogc/?f=html")
    page.get_by_role("link", name="ชั้นข้อมูลทั้งหมด").first.click()
    page.get_by_role("row").filter(has_text="parcels").get_by_role("link", name="ดูข้อมูล").click()
    expect(page.get_by_role("heading", name="แปลงที่ดิน")).to_be_visible()
    expect(page.locator("#map path.found").nth(9)).to_be_visible(timeout=MAP_MS)
    page.get_by_role("table").get_by_role("link").first.click()

    expect(page.get_by_text("รหัสประจำรายการ")).to_be_visible()
    expect(page.locator("#map path.found")).to_have_count(1, timeout=MAP_MS)
