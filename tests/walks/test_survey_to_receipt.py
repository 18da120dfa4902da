"""In the browser: a surveyor's zip becomes the register, the register a sealed roll, the roll a paid notice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import Town

pytestmark = pytest.mark.walk
LONG_WORK_MS = 120_000
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]


def test_survey_walks_from_the_zip_to_the_receipt(town: Town, visitor: Visitor, keep: Keep, tmp_path: Path) -> None:
    survey = send(visitor(as_="surveyor"), town, keep)

    promote(visitor(as_="reviewer"), survey, keep)
    build(visitor(as_="tax"), keep)
    seal(visitor(as_="revenue"), keep)
    officer = visitor(as_="tax")
    notice = issue(officer, keep, tmp_path)
    receipt = pay(officer, keep, tmp_path)

    assert notice.read_bytes()[:5] == b"%PDF-"
    assert receipt.read_bytes()[:5] == b"%PDF-"


def send(page: Page, town: Town, keep: Keep) -> str:
    """Send the file, follow the progress until the findings stand there; return the address of the upload."""
    page.goto("/survey/")
    page.set_input_files("input[type=file]", town.survey)
    page.select_option("select[name=accuracy_class]", "survey")
    keep(page, "survey-send")
    page.click("form[data-upload] button[type=submit]")
    page.wait_for_url("**/survey/uploads/**")
    expect(page.locator("#review")).to_be_visible(timeout=LONG_WORK_MS)
    expect(page.locator("body")).to_contain_text("cp874")
    keep(page, "survey-findings")
    return page.url


def promote(page: Page, upload: str, keep: Keep) -> None:
    page.goto(upload)
    page.click("form[action$='/accept-all/'] button")
    page.fill("form[action$='/promote/'] input[name=effective_date]", "2023-12-01")
    keep(page, "survey-review")
    page.click("form[action$='/promote/'] button")
    expect(page.locator(".badge--ok").first).to_be_visible(timeout=LONG_WORK_MS)
    expect(page.locator("form[action$='/promote/']")).to_have_count(0)
    keep(page, "survey-promoted")


def build(page: Page, keep: Keep) -> None:
    page.goto("/tax/")
    keep(page, "tax-rolls")
    page.select_option("select[name=tax_year_be]", "2567")
    page.click("form[action$='/build/'] button")
    page.wait_for_url("**/tax/2567/", timeout=LONG_WORK_MS)
    keep(page, "tax-roll-draft")


def seal(page: Page, keep: Keep) -> None:
    page.goto("/tax/2567/")
    page.click("form[action$='/seal/'] button")
    expect(page.locator("form[action$='/seal/']")).to_have_count(0, timeout=LONG_WORK_MS)
    keep(page, "tax-roll-sealed")


def issue(page: Page, keep: Keep, folder: Path) -> Path:
    """Issue the notice of the first bill in the roll that owes something, and fetch its PDF."""
    page.goto("/tax/2567/")
    bills = page.locator("tbody tr", has=page.locator("a[href*='/tax/bills/']"))
    owing = bills.filter(has_not=page.locator("td.figure:text-is('0.00')"))
    owing.first.locator("a").first.click()
    keep(page, "tax-bill")
    page.click("form[action*='/notice/'] button")
    expect(page.locator("form[action*='/pay/']")).to_be_visible(timeout=LONG_WORK_MS)
    return fetched(page, "a[href*='/notice']", folder / "notice.pdf")


def pay(page: Page, keep: Keep, folder: Path) -> Path:
    page.fill("input[name=reference]", "counter-0001")
    page.click("form[action*='/pay/'] button")
    expect(page.locator("a[href*='/receipt']")).to_be_visible(timeout=LONG_WORK_MS)
    keep(page, "tax-paid")
    return fetched(page, "a[href*='/receipt']", folder / "receipt.pdf")


def fetched(page: Page, link: str, path: Path) -> Path:
    """What the link gives to this person's browser."""
    answer = page.request.get(page.locator(link).first.get_attribute("href") or "")
    assert answer.ok, answer.status_text
    path.write_bytes(answer.body())
    return path
