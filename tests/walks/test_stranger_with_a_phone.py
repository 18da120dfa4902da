"""A stranger on a phone finds a parcel by its sheet, reads its card, measures, shares, prints; nobody is kept out."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.clients.conftest import sitting_down
from tests.walks.acting import WHOLE
from tests.walks.conftest import SCREENSHOTS, Town

pytestmark = pytest.mark.walk
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]
# 98.9051234 E, 18.7485678 N, and the area of a hundredth of a degree square, by pyproj in EPSG:32647.
EAST, NORTH, AREA_M2 = 489_999.34195564, 2_073_010.07124121, 1_166_569.663246112
A4_MM = {"upright": [210, 297], "across": [297, 210]}
DOTS_AN_INCH, WHITE, DARK, MOST_INK = 200, 255, 80, 0.1
THAILAND = [97, 5, 106, 21]
# The phone's own window for sharing is no page's: what it is given is kept.
SHARES = "navigator.share = async (given) => { window.given = given; }"
CORNERS = [(120, 300), (220, 300), (220, 380), (120, 380)]


def serious(page: Page) -> list[str]:
    """What axe finds that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found if rule["impact"] in ("serious", "critical")
    ]


def picture_of(printed: pypdfium2.PdfDocument) -> Image.Image:
    """Its first page, which is paper: white, with little that is dark on it."""
    picture: Image.Image = printed[0].render(scale=DOTS_AN_INCH / 72).to_pil().convert("L")
    shades = np.asarray(picture)
    assert shades[2, 2] == WHITE
    assert np.mean(shades < DARK) < MOST_INK
    return picture


def sheet_of(page: Page, paper: str) -> tuple[str, str]:
    """What is written on the sheet that the map's page prints, and what its code says; it is one sheet, and white."""
    page.evaluate(WHOLE)
    # A page without a printer's window: the sheet stays until Chromium writes it.
    page.evaluate("() => { window.print = () => document.body.setAttribute('data-printed', '') }")
    page.locator("[data-tool=print]").click()
    page.locator(f"#print [data-paper={paper}]").click()
    page.locator("body[data-printed].is-sheet").wait_for()
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(printed) == 1
    assert [round(side_pt / 72 * 25.4) for side_pt in printed[0].get_size()] == A4_MM[paper]
    picture = picture_of(printed)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    picture.save(SCREENSHOTS / f"sheet-{paper}.png")
    (code,) = zxingcpp.read_barcodes(picture)
    return printed[0].get_textpage().get_text_bounded(), code.text


def a_sheet(page: Page) -> str:
    """A sheet of the town, as the card of a parcel names it."""
    page.goto("/?parcel=02B010")
    named = page.locator("#card dd", has_text=re.compile(r"^\d{4} I+V? \d{4}"))
    return (re.match(r"\d{4} I+V? \d{4}", named.inner_text().strip()) or [""])[0]


@pytest.fixture
def phone(visitor: Visitor) -> Page:
    return visitor(phone=True)


def test_stranger_finds_measures_shares_and_prints(phone: Page, keep: Keep) -> None:
    phone.add_init_script(SHARES)
    sheet = a_sheet(phone)
    phone.goto("/")
    phone.fill("#q", sheet)
    expect(phone.locator("#found [role=option]").first).to_contain_text(sheet)
    phone.locator("#found [role=option]", has_text="/").first.dispatch_event("mousedown")

    expect(phone.locator("#card h2")).to_be_visible()
    expect(phone.locator("#card")).to_contain_text(sheet)
    keep(phone, "stranger-card")
    assert serious(phone) == []

    phone.locator("[data-tool=measure]").tap()
    for x, y in CORNERS:
        phone.touchscreen.tap(x, y)
    expect(phone.locator("#measure dd").nth(2)).to_contain_text(re.compile(r"\d+-\d-\d\d\.\d"))
    keep(phone, "stranger-measures")
    assert serious(phone) == []

    phone.locator("[data-tool=share]").tap()
    expect(phone.locator("#share-link")).to_have_value(re.compile("measure="))
    link = phone.locator("#share-link").input_value()
    keep(phone, "stranger-shares")
    assert serious(phone) == []
    phone.locator("#share [data-give]").tap()
    assert phone.evaluate("window.given") == {"title": phone.title(), "url": link}
    phone.locator("#share [data-done]").tap()

    phone.goto("about:blank")
    phone.goto(link)
    expect(phone.locator("#measure dd").nth(2)).to_contain_text(re.compile(r"\d+-\d-\d\d\.\d"))
    text, code = sheet_of(phone, "upright")
    assert re.search(r"1:[\d,]+", text)
    assert "CC BY 4.0" in text
    assert code == phone.url


def test_stranger_takes_a_layer_home_and_asks_the_api(phone: Page, town: Town, tmp_path: Path) -> None:
    phone.goto("/#17/18.7455/98.9350")
    phone.locator("#legend > summary").tap()
    parcels = phone.locator(".legend__layer", has=phone.locator("[data-layer=parcels]"))
    parcels.locator(".legend__more summary").tap()
    parcels.get_by_role("link").first.tap()
    with phone.expect_download() as taken:
        phone.locator("main a[download][href='/layers/parcels.geojson?download']").first.tap()
    layer = tmp_path / "parcels.geojson"
    taken.value.save_as(layer)

    phone.locator(".tabs").get_by_role("link", name="แผนภูมิ").tap()
    expect(phone.locator(".lying li").first).to_be_visible()
    expect(phone.locator(".about")).to_contain_text("Creative Commons Attributions")
    phone.get_by_role("link", name="ใช้ในโปรแกรม").tap()
    printed = phone.locator(".code", has=phone.get_by_role("heading", name="curl")).locator("pre").inner_text()
    asked = tmp_path / "asked"
    asked.mkdir()
    subprocess.run(["bash", "-ec", printed], cwd=asked, check=True, capture_output=True)
    with sitting_down(tmp_path) as qgis:
        whole, part = (qgis.ask("service", path, provider="ogr", bbox=THAILAND) for path in (layer, asked / layer.name))

    count = json.loads(layer.read_text())["numberReturned"]
    assert (whole["is_valid"], whole["features"]) == (True, count), whole["said"]
    assert (part["is_valid"], part["features"]) == (True, len(json.loads((asked / layer.name).read_text())["features"]))
    assert set(part["fields"]) == set(whole["fields"]) >= {"code", "main_use"}


@pytest.mark.parametrize("paper", ["upright", "across"])
def test_sheet_is_dark_on_white_and_leads_back_when_it_is_printed_by_night(visitor: Visitor, paper: str) -> None:
    page = visitor()
    page.emulate_media(color_scheme="dark")
    page.goto("/?parcel=02B010#18/18.74603/98.91323")
    expect(page.locator("#card h2")).to_be_visible()

    text, code = sheet_of(page, paper)

    assert all(words in text for words in ("02B010", "4746", "1:", "CC BY 4.0", page.url))
    assert re.search(r"\b\d+ k?m\b", text)
    assert "N" in text.split()
    assert code == page.url
    assert page.evaluate("document.documentElement.dataset.light") == "night"


def test_measured_area_is_that_of_the_register(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/")

    east, north = page.evaluate("async () => (await import('/static/town/utm.js')).toUtm(98.9051234, 18.7485678, 47)")
    area = page.evaluate(
        "async (ring) => (await import('/static/town/utm.js')).areaOf(ring, 47)",
        [[98.9, 18.7], [98.91, 18.7], [98.91, 18.71], [98.9, 18.71]],
    )
    words = page.evaluate("async () => (await import('/static/town/utm.js')).raiNganWah(3742)")

    assert (east, north) == pytest.approx((EAST, NORTH), abs=0.001)
    assert area == pytest.approx(AREA_M2, rel=1e-9)
    assert words == "2-1-35.5"


def test_map_is_worked_by_keys_alone(visitor: Visitor, town: Town) -> None:
    page = visitor()
    page.goto("/?parcel=02B010")
    expect(page.locator("#card h2")).to_have_text("02B010")
    page.evaluate(WHOLE)

    page.locator("[data-tool=measure]").focus()
    page.keyboard.press("Enter")
    for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
        page.wait_for_function("!document.querySelector('.leaflet-pan-anim')")
    expect(page.locator("#measure dd").nth(2)).to_contain_text(re.compile(r"\d+-\d-\d\d\.\d"))
    page.keyboard.press("Backspace")
    expect(page.locator("#measure dd")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#measure")).to_be_hidden()

    page.locator("[data-tool=table]").focus()
    page.keyboard.press("Enter")
    rows = page.locator("#things tbody button")
    expect(rows.first).to_be_visible()
    assert serious(page) == []
    code = rows.first.inner_text()
    rows.first.press("Enter")
    expect(page.locator("#card h2")).to_have_text(code)


def test_map_stays_within_a_narrow_phone(visitor: Visitor, keep: Keep) -> None:
    page = visitor(phone=True)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/?parcel=02B010")
    expect(page.locator("#card h2")).to_be_visible()

    wide = page.evaluate("document.documentElement.scrollWidth")
    small = page.eval_on_selector_all(
        ".maptools button, #card button, .search input",
        "all => all.map(e => e.getBoundingClientRect()).filter(b => b.height < 43.5 || b.width < 43.5).length",
    )

    keep(page, "map-320")
    assert (wide, small) == (320, 0)
