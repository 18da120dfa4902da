"""A phone scans a pole's QR code and reports; dispatcher, crew, citizen and KPI page follow it to the repair."""

import re
from collections.abc import Callable

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.incidents.pictures import jpeg
from tests.walks.conftest import Town

pytestmark = pytest.mark.walk
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]
PIXELS = """async (url) => {
  const image = new Image(); image.src = url; await image.decode();
  const canvas = document.createElement("canvas"); canvas.width = canvas.height = 400;
  const pen = canvas.getContext("2d"); pen.fillStyle = "white"; pen.fillRect(0, 0, 400, 400);
  pen.drawImage(image, 0, 0, 400, 400);
  return Array.from(pen.getImageData(0, 0, 400, 400).data).filter((_, i) => i % 4 === 0);
}"""


def test_report_at_a_pole_walks_to_the_measured_repair(town: Town, visitor: Visitor, keep: Keep) -> None:
    phone = visitor(phone=True)
    code = a_pole(phone)
    tracking = report(phone, scanned(phone, code), keep)

    dispatcher = visitor(as_="dispatcher")
    crew = send_nearest(dispatcher, code, keep)
    repair(visitor(as_=crew, phone=True), keep)

    phone.goto(tracking)
    expect(phone.locator("#now")).to_contain_text("แก้ไขเสร็จแล้ว")
    keep(phone, "citizen-status")
    dispatcher.goto("/kpi/")
    expect(dispatcher.locator("main table").first).to_contain_text("1")
    keep(dispatcher, "kpi")


def a_pole(page: Page) -> str:
    """A pole away from the crews, found as anybody finds it: in the open layer."""
    poles = page.request.get("/layers/poles.geojson").json()["features"]
    return str(poles[len(poles) * 2 // 5]["properties"]["code"])


def scanned(page: Page, code: str) -> str:
    """What a phone reads from the pole's sticker, as a path of this server."""
    page.goto("/layers/")
    signs = page.evaluate(PIXELS, f"/poles/{code}/qr.svg")
    found = zxingcpp.read_barcodes(np.array(signs, dtype=np.uint8).reshape(400, 400))
    address = re.sub(r"^https?://[^/]+", "", found[0].text)
    assert address == f"/p/{code}/"
    return address


def report(phone: Page, address: str, keep: Keep) -> str:
    phone.goto(address)
    phone.locator("label:has(input[value=power_out])").tap()
    phone.fill("textarea[name=words]", "ไฟดับทั้งซอยตั้งแต่หกโมง")
    keep(phone, "citizen-report")
    phone.locator("button.citizen__send").tap()
    phone.wait_for_url("**/r/**")
    return phone.url


def send_nearest(page: Page, code: str, keep: Keep) -> str:
    """Open the incident that appeared on the board, send the first crew of the list, return who signs in for it."""
    page.goto("/incidents/")
    page.locator(".queue__row", has_text=code).click()
    expect(page.locator("table.crews")).to_be_visible()
    keep(page, "dispatcher-candidates")
    crew = page.locator("table.crews tbody th").first.inner_text()
    with page.expect_response(re.compile("route.geojson")) as route:
        page.locator("form[action$='/assign/'] button").first.click()
    assert route.value.json()["features"][0]["geometry"]["type"] == "LineString"
    expect(page.locator("table.crews")).to_have_count(0)
    keep(page, "dispatcher-route")
    return f"crew{crew.split()[-1]}"


def repair(phone: Page, keep: Keep) -> None:
    phone.goto("/incidents/mine/")
    keep(phone, "crew-assigned")
    phone.locator("form[action$='/set-out/'] button").tap()
    phone.locator("form[action$='/arrive/'] button").tap()
    phone.set_input_files(
        ".job--first .repair__camera", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg((900, 700))}
    )
    expect(phone.locator(".job--first [data-taken] img")).to_have_count(1)
    phone.fill(".job--first .repair textarea[name=note]", "เปลี่ยนฟิวส์หม้อแปลง")
    keep(phone, "crew-on-scene")
    phone.locator("form[action$='/resolve/'] [type=submit]").tap()
    expect(phone.locator("form[action$='/resolve/']")).to_have_count(0)


def test_unknown_pole_code_offers_the_map(visitor: Visitor, keep: Keep) -> None:
    phone = visitor(phone=True)

    phone.goto("/p/ZZZZZZ-9/")

    expect(phone.locator("a[href='/p/'], a[href='/']").first).to_be_visible()
    keep(phone, "citizen-unknown-pole")
