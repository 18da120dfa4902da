"""On the phone: an area is carried along, a visit is noted without a network, and it is seen to land exactly once."""

import csv
import io
import struct
import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import SCREENSHOTS

pytestmark = pytest.mark.walk
LONG_WORK_MS = 60_000
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]
TITLE = "สำรวจบล็อก 01A"


def test_visit_noted_offline_lands_exactly_once(visitor: Visitor, keep: Keep) -> None:
    reviewer = visitor(as_="reviewer")
    campaign = open_campaign(reviewer)
    phone = carried(visitor(as_="surveyor", phone=True))
    keep(phone, "field-parcels")

    phone.context.set_offline(True)
    code = note(phone, keep)
    phone.reload()
    waits = phone.locator("#visits li")
    phone.click("[data-show=outbox]")
    expect(waits).to_have_attribute("data-state", "kept")
    expect(waits).to_contain_text(code)
    keep_offline(phone, "field-waiting")
    phone.context.set_offline(False)
    phone.click("#send")

    expect(waits).to_have_attribute("data-state", "landed", timeout=LONG_WORK_MS)
    keep(phone, "field-landed")
    phone.click("#send")
    phone.reload()
    expect(phone.locator("#visits li[data-state=landed]")).to_have_count(1)
    (visit,) = visits_of(reviewer, campaign)
    assert (visit[1], visit[8], visit[-1]) == (code, "4.0", "1")
    reviewer.goto(campaign)
    reviewer.click("summary:has-text('การเข้าตรวจ')")
    expect(reviewer.locator(".visit")).to_contain_text(code)
    keep(reviewer, "campaign")


def test_visit_waits_when_the_session_has_ended(visitor: Visitor, keep: Keep) -> None:
    open_campaign(visitor(as_="reviewer"))
    phone = carried(visitor(as_="surveyor", phone=True))
    phone.context.clear_cookies()

    note(phone, keep)

    expect(phone.locator("#notice a")).to_be_visible()
    phone.click("[data-show=outbox]")
    expect(phone.locator("#visits li")).to_have_attribute("data-state", "kept")


def open_campaign(page: Page) -> str:
    """Open a campaign of one block and return the address of its page."""
    page.goto("/survey/campaigns/")
    page.fill("input[name=title]", TITLE)
    page.fill("input[name=first_day]", "2022-10-01")
    page.fill("input[name=last_day]", "2029-09-30")
    page.fill("input[name=blocks]", "01A")
    page.click("main form[enctype] button[type=submit]")
    page.wait_for_url("**/survey/campaigns/*-*/")
    return page.url


def carried(phone: Page) -> Page:
    """The page for the phone with an area on it and a position in its middle."""
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 18.7448, "longitude": 98.9437, "accuracy": 4})
    phone.goto("/survey/field/")
    expect(phone.locator("body[data-ready]")).to_be_attached(timeout=LONG_WORK_MS)
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.locator("#campaigns button").first.click()
    expect(phone.locator("#parcels li").first).to_be_visible(timeout=LONG_WORK_MS)
    return phone


def note(phone: Page, keep: Keep) -> str:
    """Note a visit of the nearest parcel with a photo, its use and a building; return the parcel's code."""
    phone.locator("#parcels button").first.click()
    expect(phone.locator("#sheet")).to_be_visible()
    code = phone.locator("#sheet-title").inner_text()
    phone.check("input[name=result][value=surveyed]")
    phone.set_input_files("#camera", {"name": "a.png", "mimeType": "image/png", "buffer": a_png()})
    expect(phone.locator("#photos img")).to_have_count(1)
    phone.fill("input[name=use_residential]", "70")
    phone.click("#add-building")
    new = phone.locator("#buildings .building").last
    new.locator("[name=house_number]").fill("99/9")
    new.locator("[name=storeys]").fill("2")
    keep_offline(phone, "field-visit")
    phone.click("#keep")
    expect(phone.locator("#sheet")).not_to_be_visible()
    return code


def keep_offline(phone: Page, name: str) -> None:
    """A screenshot without waiting for a network that is not there."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    phone.screenshot(path=SCREENSHOTS / f"{name}.png")


def visits_of(page: Page, campaign: str) -> list[list[str]]:
    """The rows of the campaign's visits as the server exports them."""
    answer = page.request.get(f"{campaign}visits.csv")
    assert answer.ok, answer.status_text
    return list(csv.reader(io.StringIO(answer.text().lstrip("\ufeff"))))[1:]


def a_png(size: int = 32) -> bytes:
    """A small picture that a browser can read."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + bytes([40, 120, 80] * size) for _ in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
