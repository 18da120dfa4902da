"""A dispatcher tells everybody of an outage, changes it and takes it back; another program reads each message."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.incidents.cap import standard
from tests.walks.acting import a_board
from tests.walks.conftest import Town
from tests.walks.test_outage import poles_of_one_transformer, report

pytestmark = pytest.mark.walk
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]


def test_outage_is_announced_changed_and_taken_back(town: Town, visitor: Visitor, keep: Keep) -> None:
    phone = visitor(phone=True)
    # Not that of the outage's own walk, which may come before or after in the same town.
    transformer, codes = poles_of_one_transformer(phone, place=1)
    for code in codes:
        report(phone, code)
    dispatcher = a_board(visitor)
    suspect = dispatcher.locator("#outages .outage", has_text=transformer)
    suspect.locator("summary").click()
    suspect.locator("form button").click()
    expect(dispatcher.get_by_role("link", name=f"ประกาศ {transformer}")).to_be_visible()
    keep(dispatcher, "outage-proposes-announcement")

    dispatcher.keyboard.press("p")
    dispatcher.wait_for_url("**/announcements/outage/**")
    keep(dispatcher, "announce-desk")
    expect(dispatcher.locator("section[lang=th-TH]")).to_contain_text(transformer)
    expect(dispatcher.locator("section[lang=en-US]")).to_contain_text("Power outage in")
    dispatcher.get_by_role("button", name="ประกาศให้ทุกคนทราบ").click()
    expect(dispatcher.locator("#messages")).to_contain_text("ประกาศแล้ว")
    keep(dispatcher, "announcements-desk")
    dispatcher.get_by_role("link", name="ดูและแก้ไข").first.click()
    dispatcher.get_by_label("รุนแรงเพียงใด").select_option("Severe")
    dispatcher.get_by_role("button", name="ส่งประกาศแก้ไขถึงทุกคน").click()
    dispatcher.get_by_role("link", name="ดูและแก้ไข").first.click()
    dispatcher.get_by_role("button", name="ถอนประกาศ").click()
    expect(dispatcher.locator("#messages")).to_contain_text("ถอนประกาศแล้ว")

    told = messages_of(phone, town)[:3]
    kinds = [standard.said(standard.checked(each), "msgType") for each in told]
    assert kinds == ["Cancel", "Update", "Alert"]


def messages_of(reader: Page, town: Town) -> list[str]:
    """What a program without an account reads, the newest first."""
    feed = reader.request.get(f"{town.url}/cap/").text()
    links = [part.split('"')[0] for part in feed.split('type="application/cap+xml" href="')[1:]]
    return [reader.request.get(link).text() for link in links]


def test_pages_of_announcements_and_programs_fit_a_desk_and_a_phone(town: Town, visitor: Visitor, keep: Keep) -> None:
    for is_phone in (False, True):
        page = visitor(as_="administrator", phone=is_phone)
        page.goto("/incidents/programs/")
        page.get_by_label("ชื่อโปรแกรม").fill("แอปเทศบาลและหน่วยงานใกล้เคียงในจังหวัด")
        page.get_by_label("ผู้รับผิดชอบโปรแกรม").fill("กองยุทธศาสตร์และงบประมาณ โทร. 053-000000")
        page.get_by_role("button", name="สร้างกุญแจ").click()
        expect(page.locator("#key")).to_be_visible()
        for name, address in {"programs": "", "announcements": "/incidents/announcements/"}.items():
            if address:
                page.goto(address)
            keep(page, f"{name}-{'phone' if is_phone else 'desk-admin'}")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} is wider than the screen"
