"""In the browser: a petition is placed, drawn, survives a lost network and a closed page, and hears of a second tab."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import Visitor

pytestmark = pytest.mark.walk
SAVED = re.compile("บันทึกแล้วเมื่อ")
LONG_MS = 30_000


def test_nothing_typed_is_lost_when_the_network_or_the_page_goes(visitor: Visitor) -> None:
    page = visitor(phone=True)
    mine = begin(page)
    choose_a_parcel(page)
    draw(page)
    page.goto(f"{mine}form/person/")
    type_and_save(page, "#id_name", "สมชาย ใจดี")

    server_says_no(page)
    page.context.set_offline(True)
    page.fill("#id_address", "12 หมู่ 3")
    expect(page.locator("#saved[data-state=kept]")).to_be_visible(timeout=LONG_MS)
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(f"{mine}form/person/")

    expect(again.locator("#id_address")).to_have_value("12 หมู่ 3")
    expect(again.locator("#put-back")).to_be_visible()
    expect(again.locator("#saved")).to_have_text(SAVED, timeout=LONG_MS)
    other_tab_is_told(again, f"{mine}form/person/")


def begin(page: Page) -> str:
    page.goto("/permits/")
    page.locator("form[action$='/new/small-building/'] button").click()
    page.wait_for_url("**/permits/mine/*/")
    mine = page.url
    page.locator("main a.button--wide").click()
    page.wait_for_url("**/form/place/")
    return mine


def choose_a_parcel(page: Page) -> None:
    """By its code, as it stands on the deed; the next page opens with it."""
    parcels = page.request.get("/layers/parcels.geojson?bbox=98.92,18.74,98.95,18.76").json()["features"]
    code = next(one["properties"]["code"] for one in parcels if 800 < one["properties"]["measured_area_m2"] < 2000)
    page.fill("#find-code", code)
    page.press("#find-code", "Enter")
    page.locator("[data-choose]").first.click()
    expect(page.locator(".parcel.is-chosen h2")).to_have_text(code, timeout=LONG_MS)
    page.locator("#page-form button[value=next]").click()
    page.wait_for_url("**/form/plan/")


def draw(page: Page) -> None:
    """Sizes are typed, keys move and turn it; the map says what it thinks of it all the while."""
    page.fill("#id_width_m", "6")
    page.fill("#id_depth_m", "4")
    expect(page.locator("#findings .finding").first).to_be_attached(timeout=LONG_MS)
    before = page.locator("#id_lon").input_value()
    page.locator(".plan-handle").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("r")
    assert float(page.locator("#id_lon").input_value()) > float(before)
    expect(page.locator("#covers")).to_contain_text("24")
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=LONG_MS)


def type_and_save(page: Page, field: str, words: str) -> None:
    """Typed, and on the server: its revision has gone on."""
    revision = page.locator("input[name=revision]")
    before = revision.input_value()
    page.fill(field, words)
    expect(revision).not_to_have_value(before, timeout=LONG_MS)


def server_says_no(page: Page) -> None:
    """By a tired server and by one that refuses: what was typed stays here, a sentence says so, and it goes later."""
    kept_here_and_sent_later(page, "5 หมู่ 3", said="ระบบไม่ตอบ", status=503)
    kept_here_and_sent_later(page, "6 หมู่ 3", said="วันนี้ยังรับไม่ได้", status=403, json={"sentence": "วันนี้ยังรับไม่ได้"})


def kept_here_and_sent_later(page: Page, typed: str, *, said: str, **answer: Any) -> None:
    page.route("**/save/", lambda route: route.fulfill(**answer), times=1)
    page.fill("#id_address", typed)
    expect(page.locator("#saved[data-state=kept]")).to_contain_text(said)
    assert typed in page.evaluate("JSON.stringify(localStorage)")
    type_and_save(page, "#id_phone", f"08123456{answer['status']}")
    page.reload()
    expect(page.locator("#id_address")).to_have_value(typed)


def other_tab_is_told(first: Page, address: str) -> None:
    """The second tab saves; the first is told, and what was typed there is kept when its person says so."""
    second = first.context.new_page()
    second.goto(address)
    type_and_save(second, "#id_phone", "021234567")

    first.fill("#id_phone", "0812345678")
    expect(first.locator("#conflict")).to_be_visible(timeout=LONG_MS)
    first.locator("[data-overwrite]").click()

    expect(first.locator("#saved")).to_have_text(SAVED, timeout=LONG_MS)
    second.reload()
    expect(second.locator("#id_phone")).to_have_value("0812345678")
