"""In one piece: a phone at a pole, the board, a closed road, the crew's phone, the citizen's page, the figures."""

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
    report,
    scanned,
    tap_through,
    way,
)
from tests.walks.conftest import Keep, Town, Visitor

pytestmark = pytest.mark.walk
AGAIN = "01:05"
"""After a minute the citizen's page has asked again."""
FINISHED = -5
"""The column of the cases that were finished, from the right."""


def test_report_at_a_pole_walks_to_the_measured_repair(town: Town, visitor: Visitor, keep: Keep) -> None:
    board, phone = a_board(visitor), visitor(phone=True)
    before = mended(visitor(as_="engineering"), "road")
    phone.clock.install()

    code = a_pole(phone, share=0.42)
    report(phone, code, kind="road", words="ถนนทรุดเป็นหลุมลึกกลางซอย", address=scanned(phone, code))
    keep(phone, "citizen-status")
    row = board.locator(".queue__row", has_text=code)
    expect(row).to_be_visible(timeout=LIVE_MS)
    row.click()
    expect_chosen(board)
    keep(board, "dispatcher-candidates")
    crew = board.locator("form[action$='/assign/'] button").first.get_attribute("data-crew") or ""
    board.locator("form[action$='/assign/'] button").first.click()
    expect(board.locator("table.crews")).to_have_count(0)
    go_round_a_closed_road(board, keep)
    expect_citizen(phone, "มอบหมายชุดแล้ว")

    tap_through(visitor(as_=f"crew{crew.split()[-1]}", phone=True), keep)

    expect(row).to_have_count(0, timeout=LIVE_MS)
    expect_citizen(phone, "แก้ไขเสร็จแล้ว")
    expect(phone.locator("#judge")).to_be_visible()
    keep(phone, "citizen-mended")
    assert mended(visitor(as_="engineering"), "road") == before + 1
    open_the_road(board)


def go_round_a_closed_road(board: Page, keep: Keep) -> None:
    """From the incident's own panel its way is closed; back on the board the way goes round it."""
    incident = int(board.locator("#detail [data-incident]").get_attribute("data-incident") or 0)
    usual = way(board, incident)
    board.add_init_script(HOLD_MAP)
    board.get_by_role("link", name="ปิดถนนบนเส้นทางนี้").click()
    closed = shape(close_across(board, usual, keep))
    board.goto(f"/incidents/?incident={incident}")
    expect(board.locator(".closedmark")).to_be_visible()
    expect(board.locator("#board-map .leaflet-overlay-pane path").first).to_be_attached()
    keep(board, "dispatcher-route")
    assert shape(usual["geometry"]).intersects(closed)
    assert not shape(way(board, incident)["geometry"]).intersects(closed)


def expect_citizen(phone: Page, state: str) -> None:
    """The page of the code says so by itself, without being loaded again."""
    phone.clock.run_for(AGAIN)
    expect(phone.locator("#now")).to_contain_text(state)


def mended(page: Page, kind: str) -> int:
    """How many whole cases of this kind the page of step times counts as finished."""
    page.goto(f"/kpi/?type=incident-{kind}")
    whole = page.locator("main .card table tbody tr", has_text="ทั้งเรื่อง")
    return int(whole.locator("td").all_inner_texts()[FINISHED]) if whole.count() else 0


def open_the_road(board: Page) -> None:
    """Other walks go the usual way."""
    board.goto("/incidents/closures/")
    board.get_by_role("button", name="เปิดถนน").click()
    expect(board.locator("[data-closure]")).to_have_count(0)


def test_unknown_pole_code_offers_the_map(visitor: Visitor, keep: Keep) -> None:
    phone = visitor(phone=True)

    phone.goto("/p/ZZZZZZ-9/")

    expect(phone.locator("a[href='/p/'], a[href='/']").first).to_be_visible()
    keep(phone, "citizen-unknown-pole")
