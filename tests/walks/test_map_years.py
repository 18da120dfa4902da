"""The map of former days, the photo under its lines, and the legend: by the mouse's hand and by the keyboard's."""

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests import databases
from tests.walks.acting import WHOLE
from tests.walks.conftest import DATABASE, ROOT, Keep, Town, Visitor
from tests.walks.test_stranger_with_a_phone import serious

pytestmark = pytest.mark.walk
# How many things the table says are in view.
COUNT_SHOWN = """async () => {
  document.querySelector("[data-tool=table]").click();
  const table = document.getElementById("things");
  while (table.getAttribute("aria-busy") !== "false") await new Promise(requestAnimationFrame);
  return table.querySelector("[data-count]").textContent;
}"""
# The canvas of the map reaches beyond the window by 15 parts in a hundred on each side.
IS_DRAWN_AS_WIDE = """wide =>
  Math.abs(parseFloat(document.querySelector(".leaflet-container canvas").style.width) - 1.3 * wide) < 4
"""
# A month is told when all the tiles of its view are there, which takes its time on a busy machine.
READ_MS = 60_000
# A campaign of last year in two blocks: half of the first is surveyed in October and the rest in December, of the other
# nothing; and a model of heights that is open to everybody.
SURVEYED = """
import json, pathlib, tempfile, django
django.setup()
from datetime import UTC, date, datetime
from django.contrib.auth.models import User
from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion
from landsurvey.field import campaigns, fieldwork
from tests.landsurvey.fieldbuilders import a_visit
from tests.landsurvey.terrain.test_spots import a_raster
town, by = Municipality.objects.get(), User.objects.get(username="reviewer")
days = {"first_day": date(2024, 10, 1), "last_day": date(2025, 9, 30)}
with tenancy.within(town):
    called = {"title": "เก็บตก 2568", "by": by, "at": datetime(2024, 10, 1, tzinfo=UTC)}
    campaign = campaigns.open_campaign(municipality=town, blocks=["02B", "02C"], **called, **days)
    parcels = ParcelVersion.objects.as_of(days["first_day"]).filter(municipality=town).select_related("parcel")
    plots = list(parcels.filter(code__startswith="02B").order_by("code"))
    for number, plot in enumerate(plots):
        at = datetime(2024, 10 if number < len(plots) // 2 else 12, 5, 3, number, tzinfo=UTC)
        seen = {"campaign_uid": str(campaign.uid), "visited_at": at.isoformat(), "buildings": []}
        fieldwork.record(a_visit(plot, **seen), municipality=town, by=by, at=at)
    a_raster(town, by, pathlib.Path(tempfile.mkdtemp()), title="ความสูง 2567", is_public=True)
    print(json.dumps([len(plots), parcels.filter(code__startswith="02C").count()]))
"""


@pytest.fixture(scope="module")
def surveyed(town: Town) -> list[int]:
    """How many parcels the surveyed block and the other have."""
    surroundings = databases.surroundings(DATABASE) | {"MEDIA_ROOT": str(town.files)}
    command = [sys.executable, "-c", SURVEYED]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, check=True, capture_output=True, text=True)
    counts: list[int] = json.loads(done.stdout)
    return counts


def said(surveyed: int, whole: int) -> str:
    return f"เก็บตก 2568: สำรวจแล้ว {surveyed} จาก {whole} แปลง คิดเป็นร้อยละ {100 * surveyed // whole}"


def test_survey_goes_on_from_month_to_month_by_keys_and_buttons(
    visitor: Visitor, keep: Keep, surveyed: list[int]
) -> None:
    block, whole = surveyed[0], sum(surveyed)
    page = visitor()
    page.goto("/?day=2024-11-01&layers=survey_progress:1#16/18.7455/98.9150")
    told = page.locator("#time [role=status]")
    expect(page.locator("#time output")).to_have_text("1 พฤศจิกายน 2567")
    expect(told).to_contain_text(said(block // 2, whole), timeout=READ_MS)

    page.locator("#time-slider").focus()
    with page.expect_response(re.compile(r"parcels/tiles/.*datetime=2025-01-01")):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
    expect(told).to_contain_text(said(block, whole), timeout=READ_MS)
    expect(page.locator(".legend__layer", has_text="ความก้าวหน้าการสำรวจ")).to_contain_text("สำรวจครบแล้ว")
    expect(page).to_have_url(re.compile("day=2025-01-01"))
    keep(page, "map-former-days")
    assert serious(page) == []

    for _step in range(3):
        page.locator("#time [data-step='-1']").click()
    expect(page.locator("#time output")).to_have_text("1 ตุลาคม 2567")
    expect(told).to_contain_text(said(0, whole), timeout=READ_MS)
    page.reload()
    expect(page.locator("#time output")).to_have_text("1 ตุลาคม 2567")


@pytest.mark.usefixtures("surveyed")
def test_photo_is_chosen_and_faded_by_keys_and_stands_in_the_address(visitor: Visitor, keep: Keep) -> None:
    page = visitor()
    page.goto("/#17/18.7455/98.9350")
    parcels = page.locator(".legend__layer", has=page.locator("[data-layer=parcels]"))
    expect(parcels.locator(".legend__keys li").first).to_be_visible(timeout=READ_MS)

    page.locator("#photos input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"photo=[0-9a-f-]{36}:1#"))
    expect(parcels.locator(".legend__keys li")).to_have_count(0)
    page.locator("#photos input[type=range]").focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")

    expect(page).to_have_url(re.compile(r"photo=[0-9a-f-]{36}:0\.8"))
    expect(page.locator(".leaflet-photo-pane .leaflet-layer")).to_have_css("opacity", re.compile(r"0\.8"))
    parcels.locator("summary").press("Enter")
    parcels.locator("input[type=range]").press("Home")
    expect(page).to_have_url(re.compile(r"layers=parcels:0\.1"))
    keep(page, "map-photo")
    assert serious(page) == []


def test_legend_names_what_is_in_view_and_nothing_else(visitor: Visitor) -> None:
    page = visitor()
    rows = {
        name: page.locator(".legend__layer", has=page.locator(f"[data-layer={name}]"))
        for name in ("landcover", "buildings", "boundary")
    }

    # Between the wood in the west, whose corners lie outside, and the canal that crosses the view.
    page.goto("/#18/18.74603/98.91323")
    expect(rows["landcover"].locator("li", has_text="แหล่งน้ำ")).to_be_visible(timeout=READ_MS)
    expect(rows["landcover"].locator("li", has_text="ป่า")).to_be_visible()
    expect(rows["landcover"].locator("li", has_text="ชุมชน")).to_have_count(0)
    expect(rows["buildings"].locator("label canvas")).to_be_visible(timeout=READ_MS)
    expect(rows["boundary"].locator("canvas")).to_have_count(0)

    page.goto("about:blank")  # else the page stays, and writes into the address where it stood
    page.goto("/#13/18.75/98.93")
    expect(rows["boundary"].locator("label canvas")).to_be_visible(timeout=READ_MS)


def test_tiles_kept_from_an_earlier_view_are_shown_beside_new_ones(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/#17/18.748/98.9475")
    page.evaluate(WHOLE)
    for wide, high in ((700, 300), (1900, 900)):
        page.set_viewport_size({"width": wide, "height": high})
        page.wait_for_function(IS_DRAWN_AS_WIDE, arg=wide)
        page.evaluate(WHOLE)

    shown = page.evaluate(COUNT_SHOWN)
    page.reload()
    page.evaluate(WHOLE)

    assert shown == page.evaluate(COUNT_SHOWN)
