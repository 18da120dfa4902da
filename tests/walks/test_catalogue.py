"""The catalogue from both sides: a stranger finds, looks, copies and frames; the data manager describes and sends."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect
from psycopg.types.json import Jsonb

from tests import databases
from tests.opendata.ckan.kept import Kept, served
from tests.walks.conftest import DATABASE, Keep, Town, Visitor

pytestmark = pytest.mark.walk
TOKEN = "only-in-a-test"
DLA_CODE = "04500199"
# The fourteen that the national catalogue asks for, as the manager fills them in.
TYPED = {
    "title": "แปลงที่ดินของเมืองจำลอง",
    "owner_org": "mueang-chamlong",
    "maintainer": "กองช่าง งานแผนที่",
    "maintainer_email": "data@example.org",
    "tag_string": "แปลงที่ดิน,แผนที่ภาษี",
    "notes": "ขอบเขตแปลงที่ดินจากการสำรวจ ไม่มีข้อมูลผู้ถือครอง",
    "data_source": "การสำรวจภาคสนาม",
}
CHOSEN = {
    "data_type": "ข้อมูลภูมิสารสนเทศเชิงพื้นที่",
    "update_frequency_unit": "ตามเวลาจริง",
    "geo_coverage": "เทศบาล/อบต.",
    "data_category": "ข้อมูลสาธารณะ",
    "license_id": "Creative Commons Attributions",
}
TICKED = {"objective": "กฎหมายที่เกี่ยวข้อง", "data_format": "JSON"}
SENDING_MS, FRAME_MS = 60_000, 30_000


@pytest.fixture
def ckan(town: Town) -> Iterator[Kept]:
    """A catalogue to which the town sends."""
    catalogue = Kept()
    town.tokens.mkdir(exist_ok=True)
    (town.tokens / DLA_CODE).write_text(TOKEN)
    with served(catalogue, token=TOKEN) as url, closing(databases.owner(DATABASE)) as server:
        server.execute("UPDATE gis_assets_municipality SET settings = settings || %s", [Jsonb({"ckan_url": url})])
        yield catalogue
        server.execute("UPDATE gis_assets_municipality SET settings = settings - 'ckan_url'")


@contextmanager
def another_site(page: str) -> Iterator[str]:
    """The address of a site that is not ours, with this one page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def copied(page: Page, button: str) -> str:
    """What lies on the clipboard after that button."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("button", name="คัดลอกแล้ว")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_stranger_finds_looks_copies_and_frames(visitor: Visitor, keep: Keep) -> None:
    page = visitor()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/data/")
    page.fill("#q", "แปลงที่ดิน")
    page.keyboard.press("Enter")
    page.locator(".datasets a[href='/data/parcels/']").click()

    expect(page.locator(".table--data tbody tr")).to_have_count(20)
    page.locator(".tabs").get_by_role("link", name="แผนที่").click()
    page.locator("body[data-ready]").wait_for()
    keep(page, "catalogue-map")
    leave_and_come_back_by_the_link(page)
    page.locator(".tabs").get_by_role("link", name="แผนภูมิ").click()
    page.select_option("#what", "sum:measured_area_m2")
    page.get_by_role("button", name="แสดงตามนี้").click()
    page.wait_for_url(re.compile("what=sum"))
    expect(page.locator(".lying li").first).to_be_visible()
    look_at_the_frame_elsewhere(page)
    page.get_by_role("link", name="ใช้ในโปรแกรม").click()
    ask_as_the_program_is_told(page)


def leave_and_come_back_by_the_link(page: Page) -> None:
    """The copied link, and the frame, show the place to which the map was moved."""
    before = page.wait_for_function("location.hash").json_value()
    page.locator("#look-map").press("+")
    page.wait_for_function("before => location.hash !== before", arg=before)
    page.locator(".share summary").click()
    link = copied(page, "คัดลอกลิงก์")
    assert link.endswith(page.evaluate("location.hash"))
    assert link.partition("#")[2] in page.locator("#frame").input_value()
    page.goto("about:blank")
    page.goto(link)
    page.locator("body[data-ready]").wait_for()
    assert page.url == link


def look_at_the_frame_elsewhere(page: Page) -> None:
    """On a page of somebody else the copied frame says what the chart says here."""
    finding = page.locator("figcaption").inner_text()
    page.locator(".share summary").click()
    frame = copied(page, "คัดลอกกรอบ")
    elsewhere = page.context.new_page()
    with another_site(frame) as url:
        elsewhere.goto(url)
        framed = elsewhere.frame_locator("iframe")
        expect(framed.locator("figcaption")).to_have_text(finding, timeout=FRAME_MS)


def ask_as_the_program_is_told(page: Page) -> None:
    """The printed line of curl brings what was chosen and nothing else."""
    page.select_option("#column", "main_use")
    page.fill("#value", "vacant")
    page.locator("main form.builder button").click()
    page.wait_for_url(re.compile("value=vacant"))
    printed = re.search(r"http\S+?(?=['\s])", copied(page, "คัดลอกสำหรับ curl"))
    assert printed
    found = page.request.get(printed[0]).json()
    assert {one["properties"]["main_use"] for one in found["features"]} == {"vacant"}


def test_manager_describes_sees_the_quality_rise_and_sends(visitor: Visitor, keep: Keep, ckan: Kept) -> None:
    page = visitor(as_="publisher")
    page.goto("/data/parcels/edit/")
    before = int(page.locator(".figure--large").inner_text().split()[0])
    for key, text in TYPED.items():
        page.fill(f"#id_{key}", text)
    for key, value in CHOSEN.items():
        page.select_option(f"#id_{key}", value)
    for key, value in TICKED.items():
        page.locator(f"input[name={key}][value='{value}']").check()
    page.locator(".describe__save button").click()

    expect(page.locator("#messages")).to_contain_text("ฉบับที่ 2")
    page.goto("/data/parcels/edit/")
    assert int(page.locator(".figure--large").inner_text().split()[0]) > before
    expect(page.locator(".versions li").first).to_contain_text("ผู้เผยแพร่ข้อมูลสมมติ")
    keep(page, "catalogue-described")

    page.goto("/data/sent/")
    page.locator("main form button").click()
    row = page.locator("#reports tr", has=page.locator("a[href='/data/parcels/']"))
    expect(row.locator(".badge--ok")).to_be_visible(timeout=SENDING_MS)
    expect(page.locator("#reports:not([hx-get])")).to_be_visible(timeout=SENDING_MS)
    keep(page, "catalogue-sent")
    (sent,) = ckan.packages.values()
    assert sent["name"] == f"lao-{DLA_CODE}-parcels"
    assert {key: sent[key] for key in CHOSEN} == CHOSEN
    (rows,) = ckan.tables.values()
    assert (
        len(rows)
        == json.loads(page.request.get("/ogc/collections/parcels/items?resultType=hits").text())["numberMatched"]
    )
