"""Phones report dark poles of one transformer; the dispatcher sees it named, confirms it, and says power is back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.walks import acting
from tests.walks.acting import HOLD_MAP, LIVE_MS, WHOLE, a_board, poles
from tests.walks.conftest import Town

pytestmark = pytest.mark.walk
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]


def test_dark_poles_become_one_outage_that_ends(town: Town, visitor: Visitor, keep: Keep) -> None:
    phone = visitor(phone=True)
    transformer, codes = poles_of_one_transformer(phone)
    # Each from a phone of its own: a burst from one at night is held back.
    trackings = [report(visitor(phone=True), code) for code in codes]
    dispatcher, colleague = a_board(visitor), a_board(visitor)

    suspect = dispatcher.locator("#outages .outage", has_text=transformer)
    expect(suspect).to_be_visible()
    expect(dispatcher.locator(".devicemark", has_text=transformer)).to_be_attached()
    with dispatcher.expect_response("**/below.geojson**"):
        suspect.get_by_role("button", name="แสดงบนแผนที่").click()
    expect(dispatcher.locator("#below-key")).to_contain_text(f"แจ้งว่าดับ {len(codes)}")
    expect(dispatcher.locator(".polemark--dark svg")).to_have_count(len(codes) + 1)  # the key's own among them
    keep(dispatcher, "outage-board")
    suspect.locator("summary").click()
    suspect.locator("form button").click()
    confirmed = dispatcher.locator("#outages .outage", has_text="ยืนยันแล้วว่าไฟดับ").filter(has_text=transformer)
    expect(confirmed).to_contain_text(transformer)
    # The stream tells the other screen; the slow look by the clock would take two minutes.
    expect(colleague.locator("#outages .outage", has_text="ยืนยันแล้ว").filter(has_text=transformer)).to_be_visible(
        timeout=LIVE_MS
    )
    expect(colleague.locator(".devicemark--confirmed", has_text=transformer)).to_be_attached(timeout=LIVE_MS)
    keep(dispatcher, "outage-confirmed")
    phone.goto(trackings[0])
    expect(phone.locator("main")).to_contain_text("เป็นส่วนหนึ่งของไฟดับเป็นวงกว้าง")
    keep(phone, "outage-citizen")
    confirmed.locator("summary").first.click()
    confirmed.locator("textarea").fill("เปลี่ยนฟิวส์แล้ว")
    confirmed.locator("form button").first.click()

    expect(confirmed).to_have_count(0)
    phone.goto(trackings[0])
    expect(phone.locator("#now")).to_contain_text("แก้ไขเสร็จแล้ว")


@pytest.mark.parametrize("is_phone", [False, True])
def test_planned_work_is_drawn_on_the_map(town: Town, visitor: Visitor, keep: Keep, is_phone: bool) -> None:
    page = visitor(as_="dispatcher", phone=is_phone)
    page.add_init_script(HOLD_MAP)
    page.goto("/incidents/planned/")
    page.evaluate(WHOLE)
    page.get_by_role("button", name="วาดพื้นที่").click()
    middle = page.evaluate("(({ x, y }) => [x / 2, y / 2])(window.heldMap.getSize())")
    for aside, up in ((0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4)):
        share = (0.3 + aside, up * 0.5) if is_phone else (0.5 + aside, 0.3 + up)
        page.locator("#planned-map").click(position={"x": 2 * middle[0] * share[0], "y": 2 * middle[1] * share[1]})
    page.get_by_role("button", name="วาดเสร็จ").click()
    page.fill("[name=starts_at]", "2099-01-01T09:00")
    page.fill("[name=ends_at]", "2099-01-01T12:00")
    page.fill("[name=announced_by]", "การไฟฟ้าส่วนภูมิภาค")
    page.get_by_role("button", name="บันทึกงานนี้").click()
    expect(page.locator("[name=reason][aria-invalid=true]")).to_be_visible()
    expect(page.locator("[name=announced_by]")).to_have_value("การไฟฟ้าส่วนภูมิภาค")
    keep(page, f"planned-refused-{'phone' if is_phone else 'desk'}")

    page.fill("[name=reason]", "เปลี่ยนหม้อแปลง")
    page.get_by_role("button", name="บันทึกงานนี้").click()

    work = page.locator(".closures li", has_text="เปลี่ยนหม้อแปลง").first
    expect(work).to_contain_text("พื้นที่บนแผนที่")
    expect(page.locator(".devicemark--planned").first).to_contain_text("เปลี่ยนหม้อแปลง")
    keep(page, f"planned-{'phone' if is_phone else 'desk'}")
    work.locator("form button").click()
    expect(page.locator(".closures li", has_text="เปลี่ยนหม้อแปลง")).to_have_count(0)


def test_where_trouble_comes_back_lies_on_the_map(town: Town, visitor: Visitor, keep: Keep) -> None:
    dispatcher = visitor(as_="dispatcher")
    _transformer, codes = poles_of_one_transformer(dispatcher)
    for code in codes[:3]:
        phone = visitor(phone=True)
        for kind in ("lamp_out", "leaning_pole"):
            report(phone, code, kind=kind)

    dispatcher.goto("/incidents/offenders/?by=pole")
    expect(dispatcher.locator(".offendermark")).to_have_count(dispatcher.locator("[data-row]").count())
    row = dispatcher.locator("[data-row]", has_text=codes[0])
    row.get_by_role("button").click()

    expect(dispatcher.locator(".offendermark").first).to_be_visible()
    expect(row).to_have_class("is-selected")
    keep(dispatcher, "offenders")


def test_pages_of_the_grid_can_be_read_at_a_desk_and_on_a_phone(town: Town, visitor: Visitor, keep: Keep) -> None:
    for is_phone in (False, True):
        page = visitor(as_="dispatcher", phone=is_phone)
        _transformer, codes = poles_of_one_transformer(page)
        for name, address in {
            "outages": "/incidents/outages/",
            "planned": "/incidents/planned/",
            "offenders": "/incidents/offenders/?by=transformer",
            "settings": "/incidents/settings/",
            "pole": f"/incidents/poles/{codes[0]}/",
            "pole-citizen": f"/p/{codes[0]}/",
        }.items():
            page.goto(address)
            keep(page, f"grid-{name}-{'phone' if is_phone else 'desk'}")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} is wider than the screen"


def poles_of_one_transformer(page: Page, *, place: int = 0) -> tuple[str, list[str]]:
    """A transformer by its place among those with most poles, and six of them from end to end."""
    by_transformer: dict[str, list[str]] = {}
    for feature in poles(page):
        if feature["properties"]["transformer"]:
            by_transformer.setdefault(feature["properties"]["transformer"], []).append(feature["properties"]["code"])
    name, codes = sorted(by_transformer.items(), key=lambda each: (len(each[1]), each[0]), reverse=True)[place]
    return name, codes[:: max(len(codes) // 6, 1)][:8]


def report(phone: Page, code: str, *, kind: str = "power_out") -> str:
    return acting.report(phone, code, kind=kind)
