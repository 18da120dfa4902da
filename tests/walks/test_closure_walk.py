"""A road of a crew's way is closed on one screen; on the other the way goes round it at once, turn by turn in Thai."""

import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import shape

from tests.walks.acting import (
    HOLD_MAP,
    LIVE_MS,
    a_board,
    a_pole,
    close_across,
    expect_chosen,
    light_of,
    lit,
    report,
    way,
)
from tests.walks.conftest import Keep, Town, Visitor

pytestmark = pytest.mark.walk


def test_way_goes_round_a_road_from_the_moment_it_is_closed(town: Town, visitor: Visitor, keep: Keep) -> None:
    board, phone = a_board(visitor), visitor(phone=True)
    incident = sent(board, report_of(phone))
    before = way(board, incident)
    turns = board.locator(".way .legs").text_content()
    closer = visitor(as_="dispatcher")

    with board.expect_response(f"**/incidents/{incident}/route.geojson", timeout=LIVE_MS):
        closer.add_init_script(HOLD_MAP)
        closer.goto(f"/incidents/closures/?incident={incident}")
        closed = close_across(closer, before, keep)

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
        assert light_of(board) == light
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
