"""A phone reports at a pole; the dispatchers' screens show it without being loaded again, and it is worked by keys."""

import pytest
from playwright.sync_api import Page, expect

from tests.walks.acting import (
    HOLD_MAP,
    IS_STILL,
    LIVE_MS,
    LOOK_AGAIN_MS,
    a_board,
    a_pole,
    expect_chosen,
    follow,
    report,
    tap_through,
)
from tests.walks.conftest import Keep, Town, Visitor

pytestmark = pytest.mark.walk
TEN_DAYS_MS = 10 * 24 * 3600 * 1000


def test_report_appears_and_is_worked_by_keys_to_the_repair(town: Town, visitor: Visitor, keep: Keep) -> None:
    board, colleague, phone = a_board(visitor), a_board(visitor), visitor(phone=True)
    code = a_pole(phone, share=0.7)

    status = report(phone, code, kind="wire_down")
    row = board.locator(".queue__row", has_text=code)
    expect(row).to_be_visible(timeout=LIVE_MS)
    expect(board.locator("#said")).to_contain_text("สายไฟ")
    expect(colleague.locator(".queue__row", has_text=code)).to_be_visible(timeout=LIVE_MS)
    keep(board, "board-report-appeared")

    colleague.locator(".queue__row", has_text=code).click()
    expect(colleague.locator("table.crews")).to_be_visible()
    board.locator("body").press("j")
    expect(board.locator("#detail [data-incident]")).to_contain_text(code)
    expect_chosen(board)
    crew = board.locator("table.crews [data-crew]").first.get_attribute("data-crew") or ""
    board.locator("body").press("a")
    expect(board.locator("#undo")).to_contain_text(crew)
    expect(board.locator("table.crews")).to_have_count(0)
    # The colleague's panel follows by itself: nobody sends a second crew.
    expect(colleague.locator("table.crews")).to_have_count(0, timeout=LIVE_MS)
    expect(colleague.locator("#detail")).to_contain_text(crew)
    keep(board, "board-crew-sent")

    tap_through(visitor(as_=f"crew{crew.split()[-1]}", phone=True), keep)
    expect(row).to_have_count(0, timeout=LIVE_MS)
    phone.goto(status)
    expect(phone.locator("#now")).to_contain_text("แก้ไขเสร็จแล้ว")
    board.goto("/kpi/")
    expect(board.locator("main table").first).to_contain_text("1")


def test_crew_is_taken_back_by_one_key_and_the_map_stays_where_it_was_moved(town: Town, visitor: Visitor) -> None:
    board, phone = visitor(as_="dispatcher"), visitor(phone=True)
    board.add_init_script(HOLD_MAP)
    follow(board)
    code = a_pole(phone, share=0.3)
    report(phone, code, kind="leaning_pole")
    row = board.locator(".queue__row", has_text=code)
    expect(row).to_be_visible(timeout=LIVE_MS)

    row.click()
    expect_chosen(board)
    board.locator("body").press("1")
    expect(board.locator("#undo")).to_be_visible()
    before = board.evaluate("window.heldMap.getZoom()")
    board.mouse.move(720, 450)
    board.mouse.wheel(0, -400)
    board.wait_for_function("before => window.heldMap.getZoom() > before", arg=before)
    board.wait_for_function(IS_STILL, polling=LOOK_AGAIN_MS)
    seen = board.locator("#board-map .leaflet-map-pane").get_attribute("style")
    board.locator("body").press("u")

    expect(board.locator("table.crews")).to_be_visible()
    expect(row).to_have_attribute("data-state", "reported", timeout=LIVE_MS)
    assert board.locator("#board-map .leaflet-map-pane").get_attribute("style") == seen


def test_page_goes_on_where_it_stood_when_the_connection_was_lost(town: Town, visitor: Visitor) -> None:
    board, phone = a_board(visitor), visitor(phone=True)
    codes = [a_pole(phone, share=share) for share in (0.11, 0.12, 0.13)]

    board.context.set_offline(True)
    for code in codes:
        report(phone, code, kind="lamp_out")
    board.context.set_offline(False)

    for code in codes:
        expect(board.locator(".queue__row", has_text=code)).to_have_count(1, timeout=60_000)


def test_wall_shows_a_report_and_has_nothing_to_press(town: Town, visitor: Visitor, keep: Keep) -> None:
    wall, phone = visitor(as_="dispatcher"), visitor(phone=True)
    wall.goto("/incidents/wall/")
    expect(wall.locator("#live[data-state=live]")).to_be_visible(timeout=LIVE_MS)
    code = a_pole(phone, share=0.9)

    report(phone, code, kind="flood")

    expect(wall.locator(".queue__row", has_text=code)).to_be_visible(timeout=LIVE_MS)
    assert wall.locator("button, input, select").count() == 0
    keep(wall, "wall")


def test_raised_priority_is_seen_at_once_on_every_screen(town: Town, visitor: Visitor, keep: Keep) -> None:
    board, colleague, phone = a_board(visitor), a_board(visitor), visitor(phone=True)
    code = a_pole(phone, share=0.35)
    report(phone, code, kind="lamp_out")
    ask_for_priority(board, code, priority=1, why="หน้าโรงพยาบาล")
    keep(board, "board-priority")
    put_in_the_queue(board)

    expect(board.locator("#detail")).to_contain_text("หน้าโรงพยาบาล")
    expect(colleague.locator(".queue__row[data-priority='1']", has_text=code)).to_be_visible(timeout=LIVE_MS)


def test_clock_counts_down_and_says_when_it_is_late(town: Town, visitor: Visitor) -> None:
    board, phone = visitor(as_="dispatcher"), visitor(phone=True)
    board.clock.install()
    code = a_pole(phone, share=0.47)
    report(phone, code, kind="lamp_out")
    board.goto("/incidents/")
    clock = board.locator(".queue__row", has_text=code).locator(".clock")
    expect(clock).to_have_attribute("data-state", "calm")
    shown = clock.inner_text()

    board.clock.run_for("00:02")
    expect(clock).not_to_have_text(shown)
    board.clock.fast_forward(TEN_DAYS_MS)

    expect(clock).to_have_attribute("data-state", "late")
    expect(clock).to_contain_text("⚠")


def test_form_that_is_being_filled_in_stays_while_a_colleague_changes_the_incident(
    town: Town, visitor: Visitor
) -> None:
    board, colleague, phone = a_board(visitor), a_board(visitor), visitor(phone=True)
    code = a_pole(phone, share=0.37)
    report(phone, code, kind="lamp_out")
    ask_for_priority(board, code, priority=2, why="")

    ask_for_priority(colleague, code, priority=1, why="หน้าโรงเรียน")
    put_in_the_queue(colleague)
    expect(board.locator(".queue__row[data-priority='1']", has_text=code)).to_be_visible(timeout=LIVE_MS)
    board.locator("#detail [name=why]").fill("โรงเรียนปิดเทอม")
    put_in_the_queue(board)

    expect(board.locator("#detail")).to_contain_text("โรงเรียนปิดเทอม")
    expect(colleague.locator(".queue__row[data-priority='2']", has_text=code)).to_be_visible(timeout=LIVE_MS)
    expect(colleague.locator("#detail")).to_contain_text("โรงเรียนปิดเทอม", timeout=LIVE_MS)


def ask_for_priority(board: Page, code: str, *, priority: int, why: str) -> None:
    """Fill in the form that changes the priority, without sending it."""
    board.locator(".queue__row", has_text=code).click()
    board.get_by_text("เปลี่ยนความเร่งด่วน").click()
    board.locator("#detail [name=why]").fill(why)
    board.locator(f"#detail [name=priority][value='{priority}']").check()


def put_in_the_queue(board: Page) -> None:
    board.get_by_role("button", name="จัดลำดับในคิวตามนี้").click()
