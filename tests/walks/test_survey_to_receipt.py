"""In the browser: a surveyor's zip becomes the register, the register a sealed roll, the roll a paid notice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import Town

pytestmark = pytest.mark.walk
LONG_WORK_MS = 120_000
READY = "body[data-ready]"
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]


def test_survey_walks_from_the_zip_to_the_receipt(town: Town, visitor: Visitor, keep: Keep, tmp_path: Path) -> None:
    survey = send(visitor(as_="surveyor"), town, keep)

    promote(visitor(as_="reviewer"), survey, keep)
    officer = visitor(as_="tax")
    build(officer, keep)
    publish(officer, keep)
    seal(visitor(as_="revenue"), keep)
    prove(officer, keep)
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
    """Decide a few rows by the keyboard, the rest as a list, look at both ways of comparing, then promote."""
    page.goto(upload)
    page.click("a[href$='/review/']")
    expect(page.locator(READY)).to_be_attached()
    keep(page, "review-desk")
    first = row_shown(page)
    page.keyboard.press("a")
    expect(page.locator(f".feature[data-row='{first}']")).to_have_count(0)
    second = row_shown(page)
    page.locator("body").dispatch_event("keydown", {"key": "ฟ", "bubbles": True})  # the same key of a Thai keyboard
    expect(page.locator(f".feature[data-row='{second}']")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator(f".feature[data-row='{second}']")).to_be_visible()
    compare(page, keep)
    open_desk(page, f"{upload}review/?level=errors")
    return_by_keyboard(page, "แปลงนี้อยู่นอกเขต โปรดตรวจสอบ")
    open_desk(page, f"{upload}review/")
    page.keyboard.press("g")
    with page.expect_navigation(timeout=LONG_WORK_MS):
        page.click("form[action*='/decide-all/'] button[value=accepted]")
    page.goto(f"{upload}review/promotion/")
    if (confirm := page.locator("form[action$='/review/lineage/'] button")).count():
        confirm.click()
        expect(confirm).to_have_count(0, timeout=LONG_WORK_MS)
    page.fill("form[action$='/promote/'] input[name=effective_date]", "2023-12-01")
    keep(page, "review-promotion")
    page.click("form[action$='/promote/'] button")
    expect(page.locator("form[action$='/undo/']")).to_be_visible(timeout=LONG_WORK_MS)
    keep(page, "review-promoted")
    look_at_the_history(page, f"{upload}review/?change=split", keep)


def open_desk(page: Page, address: str) -> None:
    """Go to the desk and wait until keys are heard."""
    page.goto(address)
    expect(page.locator(READY)).to_be_attached()


def row_shown(page: Page) -> str:
    return page.locator(".feature").get_attribute("data-row") or ""


def compare(page: Page, keep: Keep) -> None:
    open_desk(page, f"{page.url.split('?')[0]}?change=split")
    for mode in ("swipe", "beside", "overlay"):
        page.keyboard.press("m")
        expect(page.locator(f"#modes input[value={mode}]")).to_be_checked()
        keep(page, f"review-{mode}")


def return_by_keyboard(page: Page, words: str) -> None:
    """R opens the box for a word, Ctrl and Enter send it; the row is then in the list of those returned."""
    row = row_shown(page)
    page.keyboard.press("r")
    expect(page.locator("textarea:focus")).to_be_visible()
    page.keyboard.type(words)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Control+Enter")
    expect(page.locator(f".feature[data-row='{row}']")).to_have_count(0)
    page.goto(f"{page.url.split('?')[0]}?row={row}")
    expect(page.locator(".feature")).to_contain_text(words)


def look_at_the_history(page: Page, split: str, keep: Keep) -> None:
    page.goto(split)
    page.click("a[href*='/survey/parcels/']")
    expect(page.locator(".lineage__node").first).to_be_attached()
    keep(page, "parcel-history")


def build(page: Page, keep: Keep) -> None:
    page.goto("/tax/")
    keep(page, "tax-rolls")
    page.select_option("select[name=tax_year_be]", "2567")
    page.click("form[action$='/build/'] button")
    page.wait_for_url("**/tax/2567/", timeout=LONG_WORK_MS)
    keep(page, "tax-roll-draft")


def publish(page: Page, keep: Keep) -> None:
    """Record that the list was posted, look at it and at its PDF's place, then close it."""
    page.fill("input[name=listed_on]", "2023-12-01")
    page.fill("input[name=place]", "หน้าสำนักงานเทศบาล")
    page.click("form[action$='/publish/'] button")
    expect(page.locator("form[action$='/assess/']")).to_be_visible(timeout=LONG_WORK_MS)
    keep(page, "tax-roll-listed")
    page.click("a[href$='/list/']")
    keep(page, "tax-list")
    page.goto("/tax/2567/")
    page.click("form[action$='/assess/'] button")
    expect(page.locator("form[action$='/assess/']")).to_have_count(0, timeout=LONG_WORK_MS)


def prove(page: Page, keep: Keep) -> None:
    page.goto("/tax/2567/1/verify/")
    page.click("main form button")
    expect(page.locator(".message--success")).to_be_visible(timeout=LONG_WORK_MS)
    keep(page, "tax-roll-proved")


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
