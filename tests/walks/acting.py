"""What the people of an incident do in its walks: report at a pole, watch the board, close a road, mend."""

import re
from typing import Any

import numpy as np
import zxingcpp
from playwright.sync_api import Page, expect
from shapely.geometry import LineString

from tests.incidents.pictures import jpeg
from tests.walks.conftest import Keep, Visitor

LIVE_MS, LONG_WORK_MS = 45_000, 120_000
# The map has read all that its view needs, and for a while nothing new was asked for.
WHOLE = """async () => {
  let calm = performance.now();
  while (performance.now() - calm < 400) {
    if (document.querySelector(".leaflet-container")?.getAttribute("aria-busy") !== "false") calm = performance.now();
    await new Promise(requestAnimationFrame);
  }
}"""
HOLD_MAP = "addEventListener('map:init', ({ detail }) => { window.heldMap = detail.map; });"
IN_PIXELS = "([lng, lat]) => window.heldMap.latLngToContainerPoint([lat, lng])"
# Where the held map stood at the last look is where it stands: it does not move any more.
IS_STILL = """() => {
  const [map, before] = [window.heldMap, window.heldPlace];
  window.heldPlace = `${map.getZoom()} ${map.getCenter()}`;
  return window.heldPlace === before;
}"""
LOOK_AGAIN_MS = 250
TOP_OF_PANE = "(name) => window.heldMap.getPane(name).getBoundingClientRect().top"
OFFSET = 0.00035
"""Degrees to either side of the road, some forty metres."""
PIXELS = """async (url) => {
  const image = new Image(); image.src = url; await image.decode();
  const canvas = document.createElement("canvas"); canvas.width = canvas.height = 400;
  const pen = canvas.getContext("2d"); pen.fillStyle = "white"; pen.fillRect(0, 0, 400, 400);
  pen.drawImage(image, 0, 0, 400, 400);
  return Array.from(pen.getImageData(0, 0, 400, 400).data).filter((_, i) => i % 4 === 0);
}"""


_poles: list[dict[str, Any]] = []


def poles(page: Page) -> list[dict[str, Any]]:
    """The poles of the town, as anybody finds them in the open layer; no walk changes them, so they are read once."""
    if not _poles:
        _poles.extend(page.request.get("/layers/poles.geojson").json()["features"])
    return _poles


def a_pole(page: Page, *, share: float) -> str:
    """A pole by its place among all."""
    found = poles(page)
    return str(found[int(len(found) * share)]["properties"]["code"])


def scanned(page: Page, code: str) -> str:
    """What a phone reads from the pole's sticker, as a path of this server."""
    page.goto("/layers/")
    signs = page.evaluate(PIXELS, f"/poles/{code}/qr.svg")
    found = zxingcpp.read_barcodes(np.array(signs, dtype=np.uint8).reshape(400, 400))
    address = re.sub(r"^https?://[^/]+", "", found[0].text)
    assert address == f"/p/{code}/"
    return address


def report(phone: Page, code: str, *, kind: str, words: str = "", address: str = "") -> str:
    """Report at the pole, at the address that its sticker led to; gives the address of the page with its code."""
    phone.goto(address or f"/p/{code}/")
    expect(phone.locator("body[data-ready]")).to_be_attached(timeout=LIVE_MS)
    with phone.expect_response("**/p/near/"):  # what it tells moves the page under the finger
        phone.locator(f"label:has(input[value={kind}])").tap()
    phone.fill("textarea[name=words]", words)
    phone.locator("main button.citizen__send").tap()
    phone.wait_for_url("**/r/**")
    return phone.url


def a_board(visitor: Visitor) -> Page:
    """A dispatcher's screen that follows the stream."""
    board = visitor(as_="dispatcher")
    follow(board)
    return board


def follow(board: Page) -> None:
    """Open the board; from now on it is told what happens."""
    board.goto("/incidents/")
    expect(board.locator("#live[data-state=live]")).to_be_visible(timeout=LIVE_MS)


def expect_chosen(board: Page) -> None:
    """The chosen incident is shown and its buttons are at work; before that a key sends a form the plain way."""
    expect(board.locator("table.crews")).to_be_visible()
    expect(board.locator(".queue__row.is-selected")).to_have_count(1)


def way(page: Page, incident: int) -> dict[str, Any]:
    """The way of the crew that has the incident."""
    [feature] = page.request.get(f"/incidents/{incident}/route.geojson").json()["features"]
    return dict(feature)


def close_across(page: Page, before: dict[str, Any], keep: Keep) -> dict[str, Any]:
    """On the page of closed roads draw a line across the way, by touching the map; gives what was drawn.

    The page was opened with `HOLD_MAP`.
    """
    expect(page.locator("#closures-map .leaflet-overlay-pane path").first).to_be_attached()
    page.evaluate(WHOLE)
    page.wait_for_function(IS_STILL, polling=LOOK_AGAIN_MS)
    ground, drawn = (page.evaluate(TOP_OF_PANE, pane) for pane in ("tilePane", "markerPane"))
    assert ground == drawn, "what is drawn does not lie on the ground"
    page.get_by_role("button", name="วาดเส้นขวางถนน").click()
    for place in across(LineString(before["geometry"]["coordinates"])):
        at = page.evaluate(IN_PIXELS, list(place))
        page.locator("#closures-map").click(position={"x": at["x"], "y": at["y"]})
    page.get_by_role("button", name="วาดเสร็จ").click()
    page.select_option("[name=reason]", "flood")
    page.fill("[name=note]", "เข่า")
    keep(page, "closure-drawn")
    page.get_by_role("button", name="ปิดจุดนี้").click()
    expect(page.locator("[data-closure]")).to_have_count(1)
    [feature] = page.request.get("/incidents/closures.geojson").json()["features"]
    return dict(feature["geometry"])


def across(line: LineString) -> list[tuple[float, float]]:
    """Two places on either side of the way, at right angles to it, four tenths along."""
    here, ahead = (line.interpolate(share, normalized=True) for share in (0.40, 0.41))
    east, north = ahead.x - here.x, ahead.y - here.y
    length = (east**2 + north**2) ** 0.5
    aside = (-north / length * OFFSET, east / length * OFFSET)
    return [(here.x + side * aside[0], here.y + side * aside[1]) for side in (-1, 1)]


def tap_through(phone: Page, keep: Keep) -> None:
    """A crew's whole work on its first incident: taken, on the way, there, a photo, and done."""
    phone.goto("/incidents/mine/")
    keep(phone, "crew-assigned")
    for step in ("accept", "set-out", "arrive"):
        phone.locator(f".job--first form[action$='/{step}/'] button").tap()
    phone.set_input_files(
        ".job--first .repair__camera", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg((900, 700))}
    )
    expect(phone.locator(".job--first [data-taken] img")).to_have_count(1)
    phone.fill(".job--first .repair textarea[name=note]", "เปลี่ยนฟิวส์หม้อแปลง")
    keep(phone, "crew-on-scene")
    phone.locator(".job--first form[action$='/resolve/'] [type=submit]").tap()
    expect(phone.locator("form[action$='/resolve/']")).to_have_count(0, timeout=LONG_WORK_MS)


def lit(page: Page, light: str) -> None:
    """By day or by night."""
    show = "document.documentElement.dataset.light = light; document.dispatchEvent(new Event('town:light'));"
    page.evaluate(f"(light) => {{ {show} }}", light)


def light_of(page: Page) -> str:
    """The light that the page is drawn for, as the browser understands it."""
    scheme = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
    return {"light": "day", "dark": "night"}[scheme]


def close_without_crew(board: Page, code: str) -> None:
    """The incident at the pole needs nobody: it leaves the queue."""
    board.locator(".queue__row", has_text=code).click()
    expect_chosen(board)
    board.get_by_text("ไม่ต้องส่งชุด").click()
    closing = board.locator("#detail details", has_text="ไม่ต้องส่งชุด")
    closing.locator("textarea").fill("ผู้แจ้งโทรมาบอกว่าเข้าใจผิด")
    closing.locator("[type=submit]").click()
    expect(board.locator(".queue__row", has_text=code)).to_have_count(0, timeout=LIVE_MS)
