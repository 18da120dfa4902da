"""In the browser: a large survey arrives in pieces although the line breaks and the window is closed."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from landsurvey.intake.parts import PIECE_BYTES
from tests.walks.conftest import Town

pytestmark = pytest.mark.walk
LONG_WORK_MS = 120_000
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]


@pytest.fixture
def survey(town: Town, tmp_path: Path) -> Path:
    """The town's survey with something heavy beside it, three pieces in all."""
    path = tmp_path / "สำรวจปี ๒๕๖๗.zip"
    path.write_bytes(town.survey.read_bytes())
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("photos.txt", os.urandom(2 * PIECE_BYTES))
    return path


def test_survey_arrives_once_though_the_line_breaks(town: Town, visitor: Visitor, keep: Keep, survey: Path) -> None:
    page = visitor(as_="surveyor")
    sent = _pieces(page)
    page.route(f"**/parts/*/?offset={PIECE_BYTES}", lambda route: route.abort())
    _choose(page, survey)

    page.click("form[data-upload] button[type=submit]")
    expect(page.locator("[data-upload-lost]")).to_be_visible()
    keep(page, "survey-line-broken")
    _close_the_window(page)
    expect(page.locator("body")).to_contain_text(survey.name)
    keep(page, "survey-not-to-the-end")
    sent.clear()
    page.unroute_all()
    _choose(page, survey)
    page.click("form[data-upload] button[type=submit]")

    page.wait_for_url("**/survey/uploads/**", timeout=LONG_WORK_MS)
    assert sent == [PIECE_BYTES, 2 * PIECE_BYTES]
    expect(page.locator("[data-rule]").first).to_be_visible(timeout=LONG_WORK_MS)
    keep(page, "survey-arrived")


def test_sending_goes_on_by_itself_when_the_line_is_back(town: Town, visitor: Visitor, survey: Path) -> None:
    page = visitor(as_="surveyor")
    sent = _pieces(page)
    page.route(f"**/parts/*/?offset={PIECE_BYTES}", lambda route: route.abort(), times=1)
    with zipfile.ZipFile(survey, "a") as packed:
        packed.writestr("note.txt", "another file than in the other journey")
    _choose(page, survey)

    page.click("form[data-upload] button[type=submit]")

    page.wait_for_url("**/survey/uploads/**", timeout=LONG_WORK_MS)
    assert sent == [0, PIECE_BYTES, PIECE_BYTES, 2 * PIECE_BYTES]


def _pieces(page: Page) -> list[int]:
    """The places of the pieces that this page sends, as they come."""
    sent: list[int] = []
    page.on(
        "request", lambda asked: sent.append(int(asked.url.split("offset=")[1])) if "offset=" in asked.url else None
    )
    return sent


def _choose(page: Page, survey: Path) -> None:
    page.goto("/survey/")
    page.set_input_files("input[type=file]", survey)


def _close_the_window(page: Page) -> None:
    page.goto("/home/")
    page.goto("/survey/")
