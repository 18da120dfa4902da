"""A petition drawn by hand at a desk: sent once though the answer is lost, asked back, answered, refused in writing."""

import json
import re
from pathlib import Path

import pytest
import shapely
from ezdxf.filemanagement import new as new_drawing
from playwright.sync_api import Page, Route, expect

from gis_assets import crs
from tests import databases
from tests.permits.desk.builders import text_of
from tests.walks.acting import WHOLE
from tests.walks.conftest import DATABASE, Keep, Town, Visitor
from tests.walks.petitioning import (
    SLOW_MS,
    a_page,
    attach,
    begin,
    describe_the_house,
    drag,
    go_on,
    saved,
    say_who_asks,
    vacant_plots,
)

pytestmark = pytest.mark.walk
UTM = 32647
MIDDLE = (780, 480)
"""Where a desk's map shows what it was moved to, beside the panel."""
ASKED, REASON, LAW = "ขอโฉนดหน้าหลังด้วย", "อาคารอยู่ในแนวถนนสาธารณะ", "พ.ร.บ. ควบคุมอาคาร พ.ศ. 2522 ม. 39 ทวิ"
SUBMITTED = """
SELECT count(DISTINCT petition.id), count(DISTINCT petition.case_id), count(checkup.id), min(petition.tracking)
FROM permits_petition AS petition LEFT JOIN permits_checkup AS checkup ON checkup.petition_id = petition.id
WHERE petition.parcel_code = %s
"""


def test_petition_is_submitted_once_asked_back_and_refused_with_the_way_to_appeal(
    town: Town, visitor: Visitor, tmp_path: Path, keep: Keep
) -> None:
    desk, official = visitor(), visitor(as_="official")
    desk.emulate_media(reduced_motion="reduce")
    plot = vacant_plots()[1]

    begin(desk)
    touch_a_plot(desk, plot)
    turn_and_drag(desk)
    draw_corners(desk, keep)
    send_drawings(desk, tmp_path)
    describe_the_house(desk)
    go_on(desk, "person")
    say_who_asks(desk)
    attach(desk, a_page(tmp_path))
    mine = submit_twice(desk)
    with databases.owner(DATABASE) as server:
        [(*counted, tracking)] = server.execute(SUBMITTED, [plot]).fetchall()
    assert counted == [1, 1, 1]

    ask_back(official, tracking)
    send_what_is_asked(mine, a_page(tmp_path, lines=12), keep)
    refuse(official, keep)
    assert_letter(mine, keep)


def touch_a_plot(desk: Page, code: str) -> None:
    """The map is brought there by the code; the parcel is chosen by touching it, and saved."""
    desk.fill("#find-code", code)
    desk.press("#find-code", "Enter")
    expect(desk.locator("#found [data-choose]")).to_be_visible(timeout=SLOW_MS)
    desk.wait_for_function(f"document.querySelector('[data-parcel]').dataset.code === {json.dumps(code)}")
    expect(desk.locator(".leaflet-control-scale-line").first).to_have_text(re.compile(r"^[1-5]0 m$"), timeout=SLOW_MS)
    desk.evaluate(WHOLE)
    desk.mouse.click(*MIDDLE)
    expect(desk.locator(".parcel.is-chosen h2")).to_have_text(code, timeout=SLOW_MS)
    go_on(desk, "plan")


def turn_and_drag(desk: Page) -> None:
    """The rectangle follows the hand by its body and turns by its round handle; both are saved."""
    desk.fill("#id_width_m", "8")
    desk.fill("#id_depth_m", "10")
    handle = desk.locator(".plan-handle--turn")
    turn, lon = desk.locator("#id_turn_deg"), desk.locator("#id_lon")
    before = turn.input_value(), float(lon.input_value())
    drag(desk, handle, east=30, south=20)
    expect(turn).not_to_have_value(before[0])
    drag(desk, desk.locator(".plan-handle:not(.plan-handle--turn)"), east=12, south=0)
    assert float(lon.input_value()) > before[1]
    saved(desk)


def draw_corners(desk: Page, keep: Keep) -> None:
    """Four touches of the map and its outline is closed."""
    desk.locator("[data-way=drawn]").click()
    x, y = MIDDLE
    for east, south in ((-40, -40), (40, -40), (40, 40), (-40, 40)):
        desk.mouse.click(x + east, y + south)
    desk.locator("[data-act=finish]").click()
    expect(desk.locator("#covers")).to_contain_text(re.compile(r"\d"))
    expect(desk.locator("#id_source")).to_have_value("drawn")
    saved(desk)
    keep(desk, "permit-drawn-desk")


def send_drawings(desk: Page, folder: Path) -> None:
    """What was drawn, as files: a broken one is told of at its field; DXF and GeoJSON are taken and saved as such."""
    outline = desk.locator("#id_outline").input_value()
    house = {"geojson": folder / "house.geojson", "dxf": folder / "house.dxf", "broken": folder / "broken.dxf"}
    house["geojson"].write_text(outline, encoding="utf-8")
    drawing = new_drawing(units=6)
    shape = crs.reproject_one(shapely.from_geojson(outline), crs.WGS84, UTM)
    drawing.modelspace().add_lwpolyline(shapely.get_coordinates(shape).tolist(), close=True)
    drawing.saveas(house["dxf"])
    house["broken"].write_bytes(house["dxf"].read_bytes()[:900])

    desk.locator("[data-way=file]").click()
    desk.locator("#drawing").set_input_files(house["broken"])
    expect(desk.locator("#drawing-error")).to_contain_text("แบบ", timeout=SLOW_MS)
    for kind in ("dxf", "geojson"):
        desk.locator("#drawing").set_input_files(house[kind])
        expect(desk.locator("#id_source")).to_have_value(kind, timeout=SLOW_MS)
        expect(desk.locator("#outlines button")).to_have_count(1)
        expect(desk.locator("#drawing-error")).to_be_hidden()
        saved(desk)


def submit_twice(desk: Page) -> Page:
    """The server takes it and its answer is lost; the citizen, who sees an error, submits again from another tab.

    Gives that tab, which shows where the petition stands.
    """

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.fulfill(status=503)

    other = desk.context.new_page()
    other.goto(desk.url)
    desk.route("**/submit/", lose, times=1)
    for page in (desk, other):
        form = page.locator("#submit-form")
        if (seen := form.locator("[name=has_seen]")).count():
            seen.check()
        with page.expect_response("**/submit/"):
            form.locator("button[type=submit]").click()
    other.wait_for_url("**/status/")
    expect(other.locator(".way")).to_be_visible(timeout=SLOW_MS)
    return other


def ask_back(official: Page, tracking: str) -> None:
    """The examination begins, and a document is asked for in words."""
    official.goto(f"/permits/desk/?q={tracking}")
    official.locator("[data-row]").first.click()
    official.locator("form[action$='/begin/'] button").click()
    official.locator("summary[data-key=x]").click()
    asking = official.locator("form[action$='/ask/']")
    asking.locator("[name=ask-words]").fill(ASKED)
    asking.locator("[name=ask-items][value=land_document]").check()
    asking.locator("button[type=submit]").click()
    expect(official.locator("form[action$='/ask/']")).to_have_count(0, timeout=SLOW_MS)


def send_what_is_asked(mine: Page, page: Path, keep: Keep) -> None:
    """The applicant's page says what is waited for; only that may be changed; the answer goes to the desk."""
    mine.reload()
    expect(mine.locator("main")).to_contain_text(ASKED)
    held: list[Route] = []
    mine.route("**/permits/documents*.js", lambda route: held.append(route), times=1)
    with mine.expect_request("**/permits/documents*.js"):
        mine.locator("a[href$='/answer/']").click()
    expect(mine.locator(".asks")).to_contain_text(ASKED)
    # Chosen while the page's script is still on its way: it goes up all the same.
    mine.locator(".line input[type=file]").set_input_files(page)
    held[0].continue_()
    expect(mine.locator(".came li")).to_have_count(2, timeout=SLOW_MS)
    keep(mine, "permit-asked-back")
    mine.locator("button[name=send]").click()
    mine.wait_for_url("**/status/")
    expect(mine.locator("a[href$='/answer/']")).to_have_count(0)


def refuse(official: Page, keep: Keep) -> None:
    """The open page hears of the answer; reasons and grounds are written, survive a page lost, and are signed."""
    moved = official.locator("[data-moved]")
    expect(moved).to_be_hidden()
    official.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(moved).to_contain_text("เจ้าหน้าที่กำลังพิจารณา", timeout=SLOW_MS)
    keep(official, "permit-desk-moved")
    moved.locator("a").click()
    official.locator("summary", has_text="ไม่อนุญาต").click()
    refusing = official.locator("form[action$='/refuse/']")
    refusing.locator("[name=refuse-reasons]").fill(REASON)
    refusing.locator("[name=refuse-grounds]").fill(LAW)
    official.reload()
    expect(refusing.locator("[name=refuse-reasons]")).to_have_value(REASON)
    expect(refusing.locator("[name=refuse-grounds]")).to_be_visible()
    expect(refusing.locator("[name=refuse-grounds]")).to_have_value(LAW)
    keep(official, "permit-refuse-desk")
    refusing.locator("button[type=submit]").click()
    expect(official.locator("a[href$='/letter.pdf']")).to_be_visible(timeout=SLOW_MS)


def assert_letter(mine: Page, keep: Keep) -> None:
    """The applicant's page says so and hands out the letter: reasons, grounds, and how to appeal."""
    mine.reload()
    keep(mine, "permit-refused")
    with mine.expect_download() as fetched:
        mine.locator("a[href$='/letter.pdf']").click()
    letter = text_of(fetched.value.path().read_bytes())
    for words in (REASON, "2522", "อุทธรณ์", "30 วัน"):
        assert words in letter
