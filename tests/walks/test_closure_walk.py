"""A road of a crew's way is closed on one screen; on the other the way goes round it at once, turn by turn in Thai."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import LineString, shape

from tests.walks.conftest import Town
from tests.walks.test_incident_walk import LIVE_MS, a_board, a_pole, expect_chosen, report

pytestmark = pytest.mark.walk
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]
HOLD_MAP = "addEventListener('map:init', ({ detail }) => { window.heldMap = detail.map; });"
IN_PIXELS = "([lng, lat]) => window.heldMap.latLngToContainerPoint([lat, lng])"
TOP_OF_PANE = "(name) => window.heldMap.getPane(name).getBoundingClientRect().top"
OFFSET = 0.00035
"""Degrees to either side of the road, some forty metres."""


def test_way_goes_round_a_road_from_the_moment_it_is_closed(town: Town, visitor: Visitor, keep: Keep) -> None:
    board, phone = a_board(visitor), visitor(phone=True)
    incident = sent(board, report_of(phone))
    before = way(board, incident)
    turns = board.locator(".way .legs").text_content()
    closer = visitor(as_="dispatcher")

    with board.expect_response(f"**/incidents/{incident}/route.geojson", timeout=LIVE_MS):
        closed = close_across(closer, incident, before, keep)

    expect(board.locator("#closed-count")).to_have_text("(1)", timeout=LIVE_MS)
    expect(board.locator(".closedmark")).to_contain_text("น้ำท่วม · เข่า")
    after = way(board, incident)
    assert shape(before["geometry"]).intersects(shape(closed))
    assert not shape(after["geometry"]).intersects(shape(closed))
    assert after["properties"]["seconds"] >= before["properties"]["seconds"]
    expect(board.locator(".way .legs")).not_to_have_text(turns or "", timeout=LIVE_MS)
    expect(board.locator(".way .legs")).to_be_visible()
    expect(board.locator(".way .legs")).to_contain_text("เลี้ยว")
    board.locator("#refit").click()
    for light in ("day", "night"):
        lit(board, light)
        keep(board, f"closure-board-{light}")
    look_at_the_wall(visitor, keep)
    open_again(closer, board)


def report_of(phone: Page) -> str:
    code = a_pole(phone, share=0.57)
    report(phone, code, kind="tree")
    return code


def sent(board: Page, code: str) -> int:
    """Choose the incident, send the soonest crew, and open the list of turns."""
    row = board.locator(".queue__row", has_text=code)
    expect(row).to_be_visible(timeout=LIVE_MS)
    row.click()
    expect_chosen(board)
    board.locator("form[action$='/assign/'] button").first.click()
    expect(board.locator("table.crews")).to_have_count(0)
    board.locator(".way summary").click()
    expect(board.locator(".way .legs li").first).to_be_visible()
    return int(board.locator("#detail [data-incident]").get_attribute("data-incident") or 0)


def way(page: Page, incident: int) -> dict[str, Any]:
    [feature] = page.request.get(f"/incidents/{incident}/route.geojson").json()["features"]
    return dict(feature)


def close_across(page: Page, incident: int, before: dict[str, Any], keep: Keep) -> dict[str, Any]:
    """Draw a line across the way about its middle, by touching the map; gives what was drawn."""
    page.add_init_script(HOLD_MAP)
    page.goto(f"/incidents/closures/?incident={incident}")
    expect(page.locator("#closures-map .leaflet-overlay-pane path").first).to_be_attached()
    page.wait_for_load_state("networkidle")
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


def lit(page: Page, light: str) -> None:
    show = "document.documentElement.dataset.light = light; document.dispatchEvent(new Event('town:light'));"
    page.evaluate(f"(light) => {{ {show} }}", light)


def look_at_the_wall(visitor: Visitor, keep: Keep) -> None:
    wall = visitor(as_="dispatcher")
    wall.goto("/incidents/wall/")
    expect(wall.locator(".closedmark")).to_contain_text("น้ำท่วม")
    expect(wall.locator("#closed-count")).to_have_text("(1)")
    keep(wall, "closure-wall")


def open_again(closer: Page, board: Page) -> None:
    """What is opened is gone from the other screen by itself."""
    closer.get_by_role("button", name="เปิดถนน").click()
    expect(board.locator("#closed-count")).to_have_text("(0)", timeout=LIVE_MS)
    expect(board.locator(".closedmark")).to_have_count(0)
