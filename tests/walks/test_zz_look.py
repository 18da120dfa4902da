"""Temporary: pictures to look at."""

import re
from pathlib import Path
import pytest
from tests.walks.conftest import Visitor
from tests.walks.test_open_pages import OF_ANYBODY, OF_THE_MANAGER, NIGHT

pytestmark = pytest.mark.walk
OUT = Path("/tmp/wt/cat_look")


@pytest.mark.parametrize(
    ("phone", "language", "night"),
    [(False, "th-TH", False), (True, "th-TH", True), (False, "en-GB", True), (True, "en-GB", False)],
)
def test_look(visitor: Visitor, phone: bool, language: str, night: bool) -> None:
    OUT.mkdir(exist_ok=True)
    for who, pages in ((None, OF_ANYBODY), ("publisher", OF_THE_MANAGER)):
        page = visitor(as_=who, phone=phone, language=language)
        if language == "en-GB":
            page.context.add_cookies(
                [
                    {
                        "name": "django_language",
                        "value": "en",
                        "url": page.context.pages[0].url if "http" in page.url else "http://127.0.0.1",
                    }
                ]
            )
        for address in pages:
            page.goto(address)
            if night:
                page.evaluate(NIGHT)
            page.wait_for_timeout(1500)
            name = re.sub(r"[^a-z0-9]+", "-", address.strip("/").lower()) or "root"
            page.screenshot(
                path=OUT
                / f"{name}-{who or 'x'}-{'phone' if phone else 'desk'}-{language[:2]}-{'night' if night else 'day'}.png",
                full_page=True,
            )
