"""The pages of the catalogue and the open API keep nobody out: by day and night, on a phone and at a desk."""

import pypdfium2
import pytest
from playwright.sync_api import Page

from tests.walks.conftest import Visitor
from tests.walks.test_stranger_with_a_phone import picture_of, serious

pytestmark = pytest.mark.walk
OF_ANYBODY = (
    "/data/", "/data/?q=unicorns", "/data/parcels/", "/data/parcels/?show=map", "/data/parcels/?show=chart",
    "/data/parcels/embed/?show=chart", "/data/parcels/api/", "/layers/", "/layers/parcels/files/",
    "/ogc/?f=html", "/ogc/api?f=html", "/ogc/conformance?f=html", "/ogc/collections?f=html",
    "/ogc/collections/parcels?f=html", "/ogc/collections/parcels/queryables?f=html",
    "/ogc/collections/parcels/items?f=html&limit=5", "/ogc/collections/datasets/items?f=html",
)  # fmt: skip
OF_THE_MANAGER = ("/data/parcels/edit/", "/data/sent/", "/data/checks/", "/data/")
# Colours on their way from day to night are no colours of the page; a way that is broken off has come to its end too.
NIGHT = """async () => {
  document.documentElement.dataset.light = "night";
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
}"""
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


def wrong(page: Page, address: str) -> dict[str, object]:
    """What keeps people out of a page, by day and by night, and whether it is wider than its window."""
    page.goto(address)
    page.wait_for_load_state("load")
    found: dict[str, object] = {"day": serious(page), "wider": max(0, page.evaluate(TOO_WIDE))}
    page.evaluate(NIGHT)
    found["night"] = serious(page)
    return {light: what for light, what in found.items() if what}


@pytest.mark.parametrize(("phone", "language"), [(True, "th-TH"), (False, "en-GB")], ids=["phone", "desk"])
def test_pages_for_anybody_keep_nobody_out(visitor: Visitor, phone: bool, language: str) -> None:
    page = visitor(phone=phone, language=language)

    found = {address: wrong(page, address) for address in OF_ANYBODY}

    assert {address: what for address, what in found.items() if what} == {}


def test_pages_of_the_manager_keep_nobody_out(visitor: Visitor) -> None:
    page = visitor(as_="publisher", phone=True)

    found = {address: wrong(page, address) for address in OF_THE_MANAGER}

    assert {address: what for address, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("as_", "addresses"),
    [(None, ("/data/parcels/?show=chart", "/layers/")), ("dispatcher", ("/incidents/", "/kpi/", "/kpi/map/"))],
    ids=["anybody", "dispatcher"],
)
def test_page_is_dark_on_white_when_it_is_printed_by_night(
    visitor: Visitor, as_: str | None, addresses: tuple[str, ...]
) -> None:
    page = visitor(as_=as_)
    page.emulate_media(color_scheme="dark")
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("load")
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"

        picture_of(pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True)))
