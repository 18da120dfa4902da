"""Where the trouble is: as the phone knows it by itself, by the code on the pole, or touched on the map."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.walks.acting import LONG_WORK_MS, a_pole
from tests.walks.conftest import Visitor

pytestmark = pytest.mark.walk
LON, LAT = 98.9437, 18.7448


def opened(visitor: Visitor) -> Page:
    """The page of a report without a pole, when its buttons are at work."""
    phone = visitor(phone=True)
    phone.goto("/p/")
    expect(phone.locator("body[data-ready]")).to_be_attached(timeout=LONG_WORK_MS)
    expect(phone.locator("#here")).to_be_enabled()
    return phone


def test_phone_says_where_it_stands(visitor: Visitor) -> None:
    phone = opened(visitor)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": LAT, "longitude": LON, "accuracy": 8})

    phone.locator("#here").tap()

    expect(phone.locator("#id_lon")).to_have_value(f"{LON:.7f}")
    expect(phone.locator("#id_lat")).to_have_value(f"{LAT:.7f}")
    expect(phone.locator("#place-map .place-mark")).to_be_attached()
    phone.locator("label:has(input[value=other])").tap()
    phone.fill("textarea[name=words]", "ฝาท่อหาย")
    phone.locator("button.citizen__send").tap()
    phone.wait_for_url("**/r/**")


def test_phone_that_does_not_say_where_it_stands_leaves_the_map(visitor: Visitor) -> None:
    phone = opened(visitor)

    phone.locator("#here").tap()

    expect(phone.locator("#place-said")).to_contain_text("แตะตำแหน่งบนแผนที่")
    expect(phone.locator("#id_lon")).to_have_value("")


def test_code_typed_by_hand_leads_to_its_pole(visitor: Visitor) -> None:
    phone = opened(visitor)
    code = a_pole(phone, share=0.5)

    phone.fill("#code", code.replace("-", " ").lower())
    phone.press("#code", "Enter")

    expect(phone).to_have_url(re.compile("/p/[^?]+/$"))
    expect(phone.locator("main")).to_contain_text(code)
