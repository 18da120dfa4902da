"""The pages of crews and of announcements: worked by hand, and read in both languages, sizes and lights."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.walks.acting import LIVE_MS, light_of
from tests.walks.conftest import Keep, Town, Visitor
from tests.walks.test_crew_offline import SENT, asked
from tests.walks.test_stranger_with_a_phone import serious

pytestmark = pytest.mark.walk
CREW = "crew8"
AS_GIVEN = re.compile("จำลอง|โคมดับตรงปากซอย")
"""What is Thai on an English page too: names of crews, and a citizen's words."""
WAYS = [("th-TH", False, "day"), ("th-TH", True, "night"), ("en-US", False, "night"), ("en-US", True, "day")]
OUTAGE = """
import sys, json, django
django.setup()
from django.contrib.auth.models import User
from django.utils import timezone
from gis_assets import tenancy
from gis_assets.models import GridNode, Municipality
from incidents.models import Outage
from incidents.outages import confirming
town, by = Municipality.objects.get(), User.objects.get(username="dispatcher")
with tenancy.within(town):
    if sys.argv[1] == "confirm":
        device = GridNode.objects.filter(municipality=town, kind="transformer").latest("pk")
        print(confirming.confirm(town, device=device, by=by, at=timezone.now()).pk)
    else:
        print(confirming.withdraw(Outage.objects.get(pk=int(sys.argv[2])), by=by, at=timezone.now()).pk)
"""
"""An outage of a transformer that no other walk looks at, and the taking back of it."""
THAI_LEFT = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { parentElement: within, textContent: text } = walker.currentNode;
    const isOurs = within.checkVisibility() && !within.closest("[lang=th-TH], pre");
    if (isOurs && /[\u0e00-\u0e7f]/.test(text)) found.push(text.trim());
  }
  return found;
}"""


class Sent(NamedTuple):
    """The incidents of a crew of this module's own, in the order of its list."""

    first: int
    second: int


@pytest.fixture(scope="module")
def sent(town: Town) -> Sent:
    at = datetime.now(UTC) - timedelta(minutes=10)
    return Sent(*asked(town, SENT, at.isoformat(), CREW, "61,66"))


@pytest.fixture(scope="module")
def outage(town: Town) -> Iterator[int]:
    confirmed = int(asked(town, OUTAGE, "confirm"))
    yield confirmed
    asked(town, OUTAGE, "withdraw", confirmed)


def test_list_that_the_dispatcher_orders_is_followed_by_the_crews_phone(sent: Sent, visitor: Visitor) -> None:
    dispatcher, phone = visitor(as_="dispatcher"), visitor(as_=CREW, phone=True)
    phone.goto("/incidents/mine/")
    before = first_of(phone)
    dispatcher.goto("/incidents/crews/")
    jobs = dispatcher.locator(".card", has_text="จำลอง 8")
    expect(jobs.locator(".joblist li").first).to_contain_text(before)

    jobs.locator("button[value='1']").first.click()

    expect(dispatcher.locator("#messages")).to_contain_text("จัดลำดับรายการแล้ว")
    expect(jobs.locator(".joblist li").first).not_to_contain_text(before)
    expect(phone.locator(".job--first")).not_to_contain_text(before, timeout=LIVE_MS)
    jobs.get_by_role("button", name="จัดลำดับให้เดินทางสั้นที่สุด").click()
    expect(jobs.locator(".joblist li").first).to_contain_text(before)
    expect(phone.locator(".job--first")).to_contain_text(before, timeout=LIVE_MS)


def first_of(phone: Page) -> str:
    """The number of the incident that the crew's page shows first."""
    return phone.locator(".job--first > .row > .figure").first.inner_text()


@pytest.mark.parametrize(("language", "is_phone", "light"), WAYS)
def test_page_is_whole_in_its_language_size_and_light(
    town: Town, sent: Sent, outage: int, visitor: Visitor, keep: Keep, language: str, is_phone: bool, light: str
) -> None:
    pages = {
        "dispatcher": {
            "crews": "/incidents/crews/",
            "announcements": "/incidents/announcements/",
            "announce": f"/incidents/announcements/outage/{outage}/",
            "held": "/incidents/held/",
            "call": "/incidents/call/",
        },
        CREW: {"mine": "/incidents/mine/"},
    }
    for who, addresses in pages.items():
        page = visitor(as_=who, phone=is_phone, language=language)
        page.add_init_script(f"localStorage.setItem('light', '{light}')")
        for name, address in addresses.items():
            page.goto(address)
            keep(page, f"{name}-{'phone' if is_phone else 'desk'}-{language[:2]}-{light}")

            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} is wider than the screen"
            assert light_of(page) == light
            assert serious(page) == [], f"{address} keeps somebody out"
            if language == "en-US":
                left = [text for text in page.evaluate(THAI_LEFT) if not AS_GIVEN.search(text)]
                assert left == [], f"{address} has Thai in English"
