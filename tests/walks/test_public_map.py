"""The public map: search, card, address, language, and what a stranger may not open."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.walks.acting import WHOLE
from tests.walks.conftest import Town

pytestmark = pytest.mark.walk
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]
MAP_MS = 30_000
# No answer comes before it is let go.
HOLD_ANSWERS = """() => {
  const ask = window.fetch;
  const isLetGo = new Promise((resolve) => { window.letGo = resolve; });
  window.fetch = (...asked) => isLetGo.then(() => ask(...asked));
}"""


def test_searched_parcel_shows_its_card_and_keeps_it_in_the_address(visitor: Visitor, keep: Keep) -> None:
    page = visitor()
    page.goto("/")
    page.fill("#q", "02B010")
    page.keyboard.press("Enter")

    expect(page.locator("h2", has_text="02B010")).to_be_visible()
    expect(page).to_have_url(re.compile("parcel=02B010"))
    keep(page, "map-parcel")
    page.reload()
    expect(page.locator("h2", has_text="02B010")).to_be_visible()


def test_map_draws_the_town_without_any_other_server(visitor: Visitor, keep: Keep, town: Town) -> None:
    page = visitor()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    with page.expect_response(
        lambda answer: "/collections/roads/tiles/" in answer.url and answer.status == 200
    ) as roads:
        page.goto("/")
    page.wait_for_load_state("networkidle")
    keep(page, "map")

    assert roads.value.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert [url for url in asked if not url.startswith((town.url, "data:", "blob:"))] == []


def test_legend_explains_what_is_in_view_and_puts_layers_away(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/#17/18.7455/98.9350")
    poles = page.locator("#legend li", has=page.locator("[data-layer=poles]"))
    expect(poles.locator(".legend__keys canvas").first).to_be_visible(timeout=MAP_MS)

    for zoom in (16, 15):
        page.locator("#map").press("-")
        expect(page).to_have_url(re.compile(f"#{zoom}/"))
        expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)  # while it moves, Leaflet hears no other key
    expect(poles).to_have_class(re.compile("is-far"))
    expect(poles.locator(".legend__keys")).to_have_count(0)
    # Drawn anew whenever something arrives; what is pressed in that moment stays until it is let go.
    page.locator("[data-layer=roads]").hover()
    page.mouse.down()
    page.evaluate("document.dispatchEvent(new Event('town:light'))")
    page.mouse.up()
    expect(page).to_have_url(re.compile("layers=roads:0"))
    page.reload()
    expect(page.locator("[data-layer=roads]")).not_to_be_checked()


def test_table_waits_until_the_view_is_read(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/#17/18.7455/98.9350")
    page.evaluate(WHOLE)
    page.evaluate(HOLD_ANSWERS)

    page.locator("#map").press("-")
    expect(page.locator("#map[aria-busy=true]")).to_be_attached()
    page.locator("[data-tool=table]").click()
    expect(page.locator("#things [data-count]")).to_have_text("กำลังอ่านสิ่งที่แผนที่แสดง")
    expect(page.locator("#things table")).to_be_hidden()
    page.evaluate("window.letGo()")

    expect(page.locator("#things tbody button").first).to_be_visible(timeout=MAP_MS)
    expect(page.locator("#things table")).not_to_contain_text("NaN")  # tiles from afar carry no area


def test_page_speaks_thai_first_and_english_when_asked(visitor: Visitor, keep: Keep) -> None:
    page = visitor(phone=True)
    page.goto("/p/")
    assert page.locator("html").get_attribute("lang") == "th"

    page.locator(".town__toggle").tap()
    page.locator("button[name=language][value=en]").tap()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("/p/$"))
    keep(page, "report-english")


@pytest.mark.parametrize("path", ["/home/", "/survey/", "/tax/", "/incidents/", "/incidents/mine/"])
def test_stranger_is_sent_to_sign_in(visitor: Visitor, path: str) -> None:
    page = visitor()

    page.goto(path)

    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_home_shows_what_each_role_does_next(visitor: Visitor, keep: Keep) -> None:
    for role in ("surveyor", "dispatcher", "tax"):
        page = visitor(as_=role)
        expect(page.locator("main .card").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        keep(page, f"home-{role}")


def test_road_is_found_by_keyboard_and_leads_to_its_data_set_and_back(visitor: Visitor, keep: Keep) -> None:
    page = visitor()
    page.goto("/")
    page.fill("#q", "ถ.วัดจำลอง")
    expect(page.locator("#found [role=option]").first).to_contain_text("ถนนวัดจำลอง")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("#card h2")).to_have_text("ถนนวัดจำลอง")
    expect(page).to_have_url(re.compile("thing=roads/"))
    keep(page, "map-road")
    page.locator('#card a[href="/data/roads/"]').click()
    page.locator('main a[href="/layers/roads/map/"]').first.click()
    expect(page.locator('[data-layer="roads"]')).to_be_checked()


def test_what_lies_under_the_cross_is_told_with_what_else_is_there(visitor: Visitor, keep: Keep) -> None:
    page = visitor(phone=True)
    house = page.request.get("/ogc/collections/buildings/items?limit=1").json()["features"][0]
    ring = house["geometry"]["coordinates"][0][0]
    lon, lat = (sum(corner) / 2 for corner in zip(ring[0], ring[1], strict=True))  # the middle of a wall
    inside = [
        position * 0.8 + sum(c[at] for c in ring[:-1]) / (len(ring) - 1) * 0.2 for at, position in enumerate((lon, lat))
    ]

    page.goto(f"/#20/{inside[1]:.6f}/{inside[0]:.6f}")
    page.evaluate(WHOLE)
    page.locator("#map").focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"thing=buildings/{house['id']}"))
    page.locator("#card .also button").first.click()
    expect(page.locator("#card h2.figure")).to_be_visible()
    expect(page).to_have_url(re.compile("parcel="))
    keep(page, "map-also-phone")


def test_touch_counts_while_the_page_is_still_on_its_way(visitor: Visitor) -> None:
    page = visitor()
    held: list[Route] = []
    page.route("**/rasters/public.json", lambda route: held.append(route))

    page.goto("/#18/18.74603/98.91323")
    page.evaluate(WHOLE)
    page.locator("#map").click()
    page.locator("[data-tool=share]").click()
    held[0].continue_()

    expect(page.locator("#card h2")).to_be_visible()
    expect(page.locator("#share")).to_be_visible()
    expect(page).to_have_url(re.compile("parcel="))
