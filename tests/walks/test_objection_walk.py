"""In the browser: the register becomes the roll of 2567, a notice, an objection granted in part, and a closed day."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Locator, Page, expect
from rasterio.io import MemoryFile

from fixtures.management.commands.load_town import SEED
from fixtures.town.generation import generate_tiles
from tests.incidents.pictures import png
from tests.walks.conftest import DATABASE, PHONE, Loaded, Town, running

pytestmark = pytest.mark.walk
LONG_WORK_MS = 120_000
PNG = png((900, 700))
PART, WORTH_OBJECTING = Decimal("100.00"), Decimal("1000.00")
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]


# Another town than that of the other walks: each roll is made and sealed once.
@pytest.fixture(scope="module")
def town(loaded: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running(loaded, f"{DATABASE}_objection", tmp_path_factory.mktemp("objection")) as town:
        yield town


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")  # the picture of a code lies nowhere on the earth
def test_objection_walks_from_the_register_to_the_closed_day(visitor: Visitor, keep: Keep, tmp_path: Path) -> None:
    deed = tmp_path / "โฉนด.png"
    deed.write_bytes(PNG)
    officer, head, owner = visitor(as_="tax"), visitor(as_="revenue"), visitor(phone=True)

    make_the_roll(officer, head)
    fill_in_the_office(head)
    number, name = notify(officer)
    take(officer, number, PART)
    enter(owner, number, citizen_id_of(name))
    first = owed(owner)
    keep(owner, "owner-before")
    file(owner, deed, keep)
    look_on_a_phone(visitor(as_="revenue", phone=True), "/tax/filings/1/", "/tax/closings/")
    decide(head, keep)
    again = see_the_answer(owner, number, first, keep)
    rest = owed(owner)
    take(officer, number, rest, now=again)
    close_the_day(officer, PART + rest, keep)

    balance(officer, keep)
    expect_nothing_open(owner)


def make_the_roll(officer: Page, head: Page) -> None:
    """Build, publish, assess, seal, prove."""
    officer.goto("/tax/")
    officer.select_option("select[name=tax_year_be]", "2567")
    officer.click("form[action$='/build/'] button")
    officer.wait_for_url("**/tax/2567/", timeout=LONG_WORK_MS)
    officer.fill("input[name=listed_on]", "2023-12-01")
    officer.fill("input[name=place]", "หน้าสำนักงานเทศบาล")
    press(officer, "บันทึกว่าประกาศบัญชีรายการแล้ว")
    press(officer, "ปิดรับคำขอและประเมินภาษี")
    head.goto("/tax/2567/")
    press(head, "ปิดผนึกบัญชีถาวร")
    officer.goto("/tax/2567/1/verify/")
    officer.click("main form button")
    expect(officer.locator(".message--success")).to_be_visible(timeout=LONG_WORK_MS)


def press(page: Page, words: str) -> None:
    """Press the one button of these words and wait for the page that answers."""
    with page.expect_navigation(timeout=LONG_WORK_MS):
        page.get_by_role("button", name=re.compile(words)).click()


def fill_in_the_office(head: Page) -> None:
    """Who signs, and the biller's number without which there is no Thai QR."""
    head.goto("/tax/office/")
    for name, value in {
        "name": "กองคลัง",
        "address": "1 ถนนจำลอง",
        "signer_name": "นายจำลอง ใจดี",
        "signer_position": "นายกเทศมนตรี",
        "biller_tax_id": "0994000000001",
    }.items():
        head.fill(f"main [name={name}]", value)
    head.click("main form button[type=submit]")
    expect(head.locator(".message--success")).to_be_visible()


def notify(officer: Page) -> tuple[str, str]:
    """Issue the notice of the first owner who owes enough, alone; return its number and the owner's name."""
    officer.goto("/tax/2567/")
    rows = officer.locator("tbody tr", has=officer.locator("a[href*='/tax/bills/']"))
    worth = next(row for row in rows.all() if is_worth_it(row))
    worth.locator("a").first.click()
    name = officer.locator("h1").inner_text()
    press(officer, "ออกหนังสือแจ้งการประเมิน")
    return officer.locator("a[href$='/notice/']").inner_text().split()[0], name


def is_worth_it(row: Locator) -> bool:
    owner, figures = row.locator("td").first, row.locator("td.figure")
    return "เจ้าของร่วม" not in owner.inner_text() and baht(figures.last.inner_text()) > WORTH_OBJECTING


def citizen_id_of(name: str) -> str:
    """The 13 digits of the synthetic town's one owner of that name."""
    parties = next(iter(generate_tiles(seed=SEED, scale=1))).parties
    [number] = parties.citizen_id[parties.name == name]
    return str(number)


def baht(text: str) -> Decimal:
    """The first amount in a text."""
    found = re.search(r"[\d,]+\.\d\d", text)
    assert found, f"no amount in {text}"
    return Decimal(found[0].replace(",", ""))


def take(officer: Page, number: str, amount: Decimal, *, now: str = "") -> None:
    """At the counter: find the notice by its number, take cash; the page tells of a notice that replaced it."""
    officer.goto("/tax/counter/")
    officer.fill("input[name=asked]", number)
    officer.keyboard.press("Enter")
    officer.wait_for_url("**/money/")
    expect(officer.locator(".lead")).to_contain_text(now or number)
    receipts = officer.locator("a[href*='/tax/receipts/']")
    before = receipts.count()
    officer.fill("input[name=amount_baht]", str(amount))
    officer.select_option("select[name=channel]", "cash")
    press(officer, "บันทึกการชำระเงินและออกใบเสร็จ")
    expect(receipts).to_have_count(before + 1)


def enter(owner: Page, number: str, citizen_id: str) -> None:
    """Two numbers open the page; with another number it stays closed."""
    owner.goto("/tax/mine/")
    owner.fill("input[name=notice_number]", number)
    owner.fill("input[name=citizen_id]", "9999999999994")
    press(owner, "ดูภาษีของฉัน")
    expect(owner.locator("input[name=notice_number]")).to_have_value(number)
    owner.fill("input[name=citizen_id]", citizen_id)
    press(owner, "ดูภาษีของฉัน")
    owner.wait_for_url("**/tax/mine/bills/**")


def owed(owner: Page) -> Decimal:
    """What the owner's page says is to be paid today; the taxes of the lines of the computation add up beside it."""
    lines = [baht(text) for text in owner.locator(".owner__line dd.owner__total").all_inner_texts()]
    assert sum(lines) == baht(owner.locator("#how ~ .owner__steps dd").first.inner_text())
    return baht(owner.locator(".owner__due .figure--large").inner_text())


def code_shown(owner: Page) -> str:
    """What a bank's application reads from the picture on the phone."""
    picture = owner.locator(".owner__pay img").screenshot()
    with MemoryFile(picture) as file, file.open() as image:
        [code] = zxingcpp.read_barcodes(image.read(1))
    return str(code.text)


def file(owner: Page, deed: Path, keep: Keep) -> None:
    """Object to the area, with a picture of the deed."""
    owner.get_by_role("link", name="คัดค้าน").click()
    owner.check("input[name=grounds][value=area]")
    owner.fill("textarea[name=words]", "ที่ดินมีเนื้อที่น้อยกว่านี้ครึ่งหนึ่ง ตามโฉนดที่แนบ")
    owner.set_input_files("input[name=documents]", deed)
    keep(owner, "owner-objects")
    press(owner, "ส่งถึงงานจัดเก็บภาษี")
    expect(owner.locator("#cases ~ article")).to_have_count(1)
    keep(owner, "owner-filed")


def look_on_a_phone(head: Page, *addresses: str) -> None:
    """Wide tables scroll within themselves; the page does not move sideways."""
    for address in addresses:
        head.goto(address)
        assert head.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def decide(head: Page, keep: Keep) -> None:
    """Take it up, look at the document, try half the area, and grant it in part."""
    head.goto("/tax/filings/")
    head.locator("tbody a[href*='/tax/filings/']").click()
    press(head, "เริ่มตรวจสอบ")
    document = head.request.get(head.locator("a[href*='/filings/documents/']").get_attribute("href") or "")
    assert document.body().startswith(b"\xff\xd8\xff")
    line = next(row for row in head.locator("tr", has=head.locator("input[name$='-area_wah']")).all() if is_taxed(row))
    area = baht(line.locator("th .soft").inner_text())
    line.locator("input[name$='-area_wah']").fill(f"{area / 2:.2f}")
    press(head, "แสดงผลต่อภาษี")
    expect(head.locator("#effect")).to_contain_text("→")
    keep(head, "filing-effect")
    head.check("input[name=outcome][value=partly]")
    head.fill("textarea[name=reasons]", "รังวัดใหม่แล้ว เนื้อที่ลดลงครึ่งหนึ่ง ตามมาตรา 73")
    press(head, "บันทึกคำสั่ง")
    expect(head.locator(".message--success")).to_be_visible()
    letter = head.request.get(head.locator("a[href$='/letter/']").get_attribute("href") or "")
    assert letter.body()[:5] == b"%PDF-"
    keep(head, "filing-decided")


def is_taxed(line: Locator) -> bool:
    """Whether the tax, which stands last beside the line's name, is more than nothing."""
    return baht(line.locator("th .soft").inner_text().split()[-1]) > 0


def see_the_answer(owner: Page, number: str, before: Decimal, keep: Keep) -> str:
    """The owner's page has the new notice with its code and both papers; return the new number."""
    owner.reload()
    again = owner.locator(".owner__due p").last.inner_text().split("·")[0].split()[-1]
    assert again != number
    assert owed(owner) < before
    expect(owner.locator("#cases ~ article").first).to_contain_text("มาตรา 73")
    papers = owner.locator("a[href*='/tax/mine/notices/']")
    expect(papers).to_have_count(2)
    for paper in papers.all():
        assert owner.request.get(paper.get_attribute("href") or "").body()[:5] == b"%PDF-"
    assert f"54{len(str(owed(owner))):02d}{owed(owner)}" in code_shown(owner)  # EMVCo field 54: the amount
    keep(owner, "owner-answered")
    return again


def close_the_day(officer: Page, cash: Decimal, keep: Keep) -> None:
    """Count what the two payments brought; the books say the same."""
    officer.goto("/tax/closings/")
    row = officer.locator("tr", has=officer.locator("input[name=cash]"))
    assert baht(row.locator("td.figure").inner_text()) == cash
    officer.fill("input[name=cash]", str(cash))
    keep(officer, "closing")
    press(officer, "ปิดบัญชีของวัน")
    expect(officer.locator(".message--success")).to_be_visible()
    paper = officer.request.get(officer.locator("tbody a[href*='/tax/closings/']").get_attribute("href") or "")
    assert paper.body()[:5] == b"%PDF-"


def balance(officer: Page, keep: Keep) -> None:
    """Books and papers agree, and the sum of all accounts is nothing."""
    officer.goto("/tax/books/")
    officer.click(".page__head form button")
    expect(officer.locator(".message--success")).to_be_visible(timeout=LONG_WORK_MS)
    assert baht(officer.locator("tfoot td").inner_text()) == 0
    keep(officer, "books")


def expect_nothing_open(owner: Page) -> None:
    owner.reload()
    assert owed(owner) == 0
    expect(owner.locator("a[href*='/tax/mine/receipts/']")).to_have_count(2)
