"""The open API on the running platform: a storm of programs, readers who do not read, and the page for people."""

import http.client
import json
import socket
import subprocess
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import Town

pytestmark = pytest.mark.walk
BOX = "/ogc/collections/parcels/items?bbox=98.92,18.745,98.926,18.751&limit=20"
STORM, AT_ONCE = 10_000, 100
HTTP_1_1 = 11


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


def test_ten_thousand_requests_are_each_answered_in_the_words_of_the_standard(town: Town) -> None:
    ((_status, first),) = ask(town, BOX)
    one = json.loads(first)["features"][0]["id"]
    paths = [f"/ogc/collections/parcels/items/{one}", BOX, "/ogc/", "/ogc/collections/parcels/items?limit=0"]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        asked = [(paths[number % len(paths)], STORM // AT_ONCE) for number in range(AT_ONCE)]
        found = list(threads.map(lambda told: (told[0], ask(town, told[0], times=told[1])), asked))

    told: Counter[tuple[str, int]] = Counter()
    for path, answers in found:
        for status, body in answers:
            told[path, status] += 1
            assert json.loads(body), path
    assert sum(told.values()) == STORM
    assert {status for _path, status in told} <= {200, 400, 503}
    assert all(told[path, 400 if "limit=0" in path else 200] for path in paths)


def test_readers_who_do_not_read_hold_up_nobody(town: Town) -> None:
    place = urlsplit(town.url)
    whole = f"GET /ogc/collections/parcels/items?limit=10000 HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode()
    idle = [socket.create_connection((place.hostname, place.port)) for _ in range(20)]
    for reader in idle:
        reader.sendall(whole)

    answers = ask(town, BOX, times=5)

    for reader in idle:
        reader.close()
    assert [status for status, _body in answers] == [200] * 5


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
    page.get_by_role("table").get_by_role("link").first.click()

    expect(page.get_by_text("รหัสประจำรายการ")).to_be_visible()
