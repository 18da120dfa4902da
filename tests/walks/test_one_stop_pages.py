"""The citizen's pages on a phone keep nobody out, by day and by night, and are large enough for a thumb."""

import json

import pytest
import shapely
from playwright.sync_api import Page, expect

from tests.walks.conftest import Visitor
from tests.walks.petitioning import SLOW_MS, go_on
from tests.walks.test_open_pages import wrong

pytestmark = pytest.mark.walk
OF_ANYBODY = ("/permits/", "/permits/status/", "/permits/verify/")
OF_THE_OWNER = ("", "form/plan/", "form/person/", "form/documents/", "form/review/")
BUTTONS = "main :is(button, select, summary, .button, .choice, .input, .change)"
SMALL = """(all) => all.map((one) => [one, one.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && (width < 43.5 || height < 43.5))
  .map(([one]) => one.outerHTML.slice(0, 120))"""


def test_owner_fills_in_from_where_he_stands_and_no_page_keeps_anybody_out(visitor: Visitor) -> None:
    phone = visitor(phone=True)
    phone.emulate_media(reduced_motion="reduce")

    mine = choose_where_one_stands(phone)

    pages = [*OF_ANYBODY, *(f"{mine}{page}" for page in OF_THE_OWNER)]
    found = {address.replace(mine, "…/"): {**wrong(phone, address), **too_small(phone)} for address in pages}
    assert {address: what for address, what in found.items() if what} == {}


def choose_where_one_stands(phone: Page) -> str:
    """The phone says where it is; the parcel there is offered, and chosen by its button. Gives the petition's page."""
    parcels = phone.request.get("/layers/parcels.geojson?bbox=98.92,18.74,98.95,18.76").json()["features"]
    parcel = next(one for one in parcels if 800 < one["properties"]["measured_area_m2"] < 2000)
    inside = shapely.from_geojson(json.dumps(parcel["geometry"])).representative_point()
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": inside.y, "longitude": inside.x})

    phone.goto("/permits/")
    phone.locator("#small-building form button").tap()
    phone.wait_for_url("**/permits/mine/*/")
    mine = phone.url
    phone.locator("main a.button--wide").tap()
    phone.locator("#here").tap()
    phone.locator("#found [data-choose]").tap()
    expect(phone.locator(".parcel.is-chosen h2")).to_have_text(parcel["properties"]["code"], timeout=SLOW_MS)
    go_on(phone, "plan")
    return mine


def too_small(phone: Page) -> dict[str, list[str]]:
    """What a thumb would miss."""
    small = phone.locator(f"{BUTTONS}:visible").evaluate_all(SMALL)
    return {"small": small} if small else {}
