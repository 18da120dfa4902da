"""What an applicant does in every walk of the one-stop service: begin, describe the house, say who asks, attach."""

import io
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests import databases
from tests.walks.conftest import DATABASE, PHONE, ROOT

SLOW_MS = 60_000
CITIZEN_ID = "9101700230703"
PLOTS = (ROOT / "fixtures" / "sql" / "vacant_plots.sql").read_text(encoding="utf-8")
CODES = "SELECT code FROM gis_assets_parcelversion WHERE id = ANY(%s) ORDER BY array_position(%s, id)"


def vacant_plots() -> list[str]:
    """Codes of parcels on which nothing stands."""
    with databases.owner(DATABASE) as server:
        [(municipality,)] = server.execute("SELECT id FROM gis_assets_municipality LIMIT 1").fetchall()
        asked = {"municipality": municipality, "on": "today"}
        keys = [key for (key,) in server.execute(PLOTS, asked).fetchall()]
        return [code for (code,) in server.execute(CODES, [keys, keys]).fetchall()]


def press(what: Locator) -> None:
    """By a finger where there is a touch screen, else by the mouse."""
    if (what.page.viewport_size or PHONE)["width"] == PHONE["width"]:
        what.tap()
    else:
        what.click()


def begin(page: Page) -> None:
    """From the front page, without an account."""
    page.goto("/")
    if (toggle := page.locator(".town__toggle")).is_visible():
        press(toggle)
    press(page.locator(".town__places a", has_text="ศูนย์บริการเบ็ดเสร็จ"))
    press(page.locator("#small-building form button"))
    page.wait_for_url("**/permits/mine/**")
    press(page.locator("main a.button--wide"))
    page.wait_for_url("**/form/place/")


def describe_the_house(page: Page) -> None:
    answer(page, "use", "dwelling")
    page.fill("[name=q_storeys]", "1")
    page.fill("[name=q_floor_area_m2]", "80")
    page.fill("[name=q_height_m]", "4")
    answer(page, "has_openings", "yes")
    answer(page, "material", "brick")


def answer(page: Page, question: str, value: str) -> None:
    press(page.locator(f"label:has(input[name=q_{question}][value={value}])"))


def say_who_asks(phone: Page) -> None:
    phone.fill("#id_name", "สมชาย สมมติ")
    phone.fill("#id_citizen_id", CITIZEN_ID)
    phone.fill("#id_address", "12 หมู่ 3 เมืองจำลอง")
    phone.fill("#id_phone", "0812345678")
    press(phone.locator("label:has(input[name=is_owner][value=yes])"))
    go_on(phone, "documents")


def attach(phone: Page, page: Path, *, first: Path | None = None) -> None:
    """A photo for every document that is asked for and missing; for the first of them another file."""
    names = [line.get_attribute("id") for line in phone.locator(".line:has(.badge--warn)").all()]
    for number, name in enumerate(names):
        send_file(phone.locator(f"#{name}"), first if first and number == 0 else page)
        expect(phone.locator(f"#{name}.has-some")).to_be_visible(timeout=SLOW_MS)
    go_on(phone, "review")


def send_file(line: Locator, page: Path) -> None:
    """It goes up as soon as it is chosen, once the page's script is there."""
    expect(line.page.locator("body.sends-at-once")).to_be_attached()
    line.locator("input[type=file]").set_input_files(page)


def drag(desk: Page, what: Locator, *, east: float, south: float) -> None:
    """By the mouse, so many points of the screen."""
    box = what.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + east, y + south, steps=4)
    desk.mouse.up()


def saved(desk: Page) -> None:
    expect(desk.locator("#saved[data-state=saved]")).to_be_visible(timeout=SLOW_MS)


def go_on(phone: Page, page: str) -> None:
    press(phone.locator("button[name=go][value=next]"))
    phone.wait_for_url(f"**/form/{page}/**")


def a_page(folder: Path, *, lines: int = 24) -> Path:
    """A page of paper, written with so many lines, as a telephone photographs it."""
    kept = io.BytesIO()
    _paper(lines).save(kept, "JPEG", quality=80)
    path = folder / "โฉนด.jpg"
    path.write_bytes(kept.getvalue())
    return path


def a_scan(folder: Path) -> Path:
    """A deed of two pages as a PDF, the second written with half as many lines."""
    path = folder / "โฉนด.pdf"
    _paper(24).save(path, "PDF", resolution=110, save_all=True, append_images=[_paper(12)])
    return path


def _paper(lines: int) -> Image.Image:
    image = Image.new("RGB", (900, 1270), "white")
    drawn = ImageDraw.Draw(image)
    for line in range(lines):
        drawn.line((90, 160 + 44 * line, 810 - 40 * (line % 5), 160 + 44 * line), fill="gray", width=3)
    return image
