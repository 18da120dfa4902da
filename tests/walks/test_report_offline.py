"""A citizen's phone without a network: the report is kept, sent later exactly once, and seen to land."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.incidents.pictures import LON, jpeg
from tests.walks.acting import poles
from tests.walks.conftest import SCREENSHOTS
from tests.walks.test_field_walk import a_png

pytestmark = pytest.mark.walk
LONG_WORK_MS = 60_000
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]
ROW = "#outbox li"


def test_report_written_without_a_network_lands_exactly_once(visitor: Visitor, keep: Keep) -> None:
    phone, dispatcher = visitor(phone=True), visitor(as_="dispatcher")
    first, second = two_poles(phone)
    opened(phone, first)
    phone.context.set_offline(True)
    phone.goto(f"/p/{second}/")
    expect(phone.locator("#shell-pole")).to_contain_text(second, timeout=LONG_WORK_MS)

    write(phone, "ไฟดับตอนไม่มีเน็ต")
    phone.set_input_files("[name=photo]", {"name": "a.png", "mimeType": "image/png", "buffer": a_png()})
    expect(phone.locator("#photo-said")).not_to_be_empty()
    send(phone)
    expect(phone.locator(ROW)).to_have_attribute("data-state", "kept")
    picture(phone, "report-kept")
    phone.reload()
    expect(phone.locator(ROW)).to_have_attribute("data-state", "kept")
    other = phone.context.new_page()
    other.goto(f"/p/{second}/")
    expect(other.locator(ROW)).to_have_attribute("data-state", "kept")
    phone.context.set_offline(False)

    expect(phone.locator(ROW)).to_have_attribute("data-state", "landed", timeout=LONG_WORK_MS)
    picture(phone, "report-landed")
    phone.locator(f"{ROW} a").click()
    phone.wait_for_url("**/r/**")
    assert reports_on_board(dispatcher, second) == 1
    expect(dispatcher.locator("#detail .photos img")).to_have_count(1)
    keep(dispatcher, "dispatcher-photo")


def test_report_is_one_when_the_answer_is_lost_and_the_page_reloaded(visitor: Visitor) -> None:
    phone, dispatcher = visitor(phone=True), visitor(as_="dispatcher")
    code = two_poles(phone)[0]
    opened(phone, code)
    line = LostAnswer()
    phone.route("**/p/send/", line)

    write(phone, "คำตอบหาย", kind="flood")
    with phone.expect_event("requestfailed", lambda request: request.url.endswith("/p/send/"), timeout=LONG_WORK_MS):
        send(phone)
    expect(phone.locator(ROW)).to_have_attribute("data-state", "kept", timeout=LONG_WORK_MS)
    line.is_mended = True
    phone.reload()

    expect(phone.locator(ROW)).to_have_attribute("data-state", "landed", timeout=LONG_WORK_MS)
    assert reports_on_board(dispatcher, code) == 1


def test_photo_leaves_the_phone_small_upright_and_without_the_cameras_words(visitor: Visitor) -> None:
    phone = visitor(phone=True)
    bodies = sent_by(phone)
    opened(phone, two_poles(phone)[1])
    original = jpeg((4000, 3000))

    with phone.expect_response("**/p/near/"):  # what it tells moves the page under the finger
        write(phone, "รูปใหญ่จากกล้อง", kind="road")
    phone.set_input_files("[name=photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": original})
    send(phone)  # at once, while the phone still makes the photo small
    phone.wait_for_url("**/r/**")

    sent = Image.open(io.BytesIO(photo_of(bodies[0])))
    assert (sent.format, sent.size) == ("JPEG", (1200, 1600))
    assert b"Somchai" in original
    assert b"Somchai" not in bodies[0]
    assert not sent.getexif()


def test_refusal_is_said_in_the_form_which_keeps_everything(visitor: Visitor, keep: Keep) -> None:
    phone = visitor(phone=True)
    opened(phone, two_poles(phone)[0])

    write(phone, "<script>alert(1)</script>", kind="tree")
    phone.fill("[name=phone]", "ไม่มี")
    send(phone)

    expect(phone.locator("[data-error=phone]")).to_be_visible(timeout=LONG_WORK_MS)
    assert phone.input_value("[name=words]") == "<script>alert(1)</script>"
    expect(phone.locator(ROW)).to_have_count(0)
    keep(phone, "report-refused")


def two_poles(page: Page) -> tuple[str, str]:
    """Two poles far from each other."""
    found = poles(page)
    return str(found[len(found) // 5]["properties"]["code"]), str(found[len(found) * 4 // 5]["properties"]["code"])


def opened(phone: Page, code: str) -> None:
    """The page of a pole, with its worker on the phone."""
    phone.goto(f"/p/{code}/")
    expect(phone.locator("body[data-ready]")).to_be_attached(timeout=LONG_WORK_MS)
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.wait_for_function("navigator.serviceWorker.controller !== null")


def write(phone: Page, words: str, *, kind: str = "power_out") -> None:
    phone.locator(f"label:has(input[value={kind}])").tap()
    phone.fill("[name=words]", words)


def send(phone: Page) -> None:
    phone.locator("#report [type=submit]").tap()


def sent_by(phone: Page) -> list[bytes]:
    """The forms of reports as they go over the wire from now on."""
    bodies: list[bytes] = []

    def keep_and_pass(route: Route) -> None:
        bodies.append(route.request.post_data_buffer or b"")
        route.continue_()

    phone.route("**/p/send/", keep_and_pass)
    return bodies


def photo_of(body: bytes) -> bytes:
    """The photo's part of a form as it went over the wire."""
    mark = body.partition(b"\r\n")[0]
    [part] = [each for each in body.split(mark) if b'name="photo"' in each]
    return part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")


class LostAnswer:
    """The server takes what is sent first, the phone never hears of it; then nothing goes out until it is mended."""

    has_sent = is_mended = False

    def __call__(self, route: Route) -> None:
        if self.is_mended:
            route.continue_()
            return
        if not self.has_sent:
            self.has_sent = True
            route.fetch()
        route.abort()


def reports_on_board(dispatcher: Page, code: str) -> int:
    dispatcher.goto("/incidents/")
    dispatcher.locator(".queue__row", has_text=code).first.click()
    reports = dispatcher.locator("#detail ul.reports > li")
    expect(reports.first).to_be_visible()
    return reports.count()


def picture(phone: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    phone.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def test_press_counts_while_the_map_is_still_on_its_way(visitor: Visitor) -> None:
    phone = visitor(phone=True)
    held: list[Route] = []
    phone.route("**/layers/**", lambda route: held.append(route))

    phone.goto("/p/")
    expect(phone.locator("body[data-ready]")).to_be_attached(timeout=LONG_WORK_MS)
    phone.set_input_files("[name=photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    phone.locator("#photo-place").tap()

    expect(phone.locator("#id_lon")).to_have_value(f"{LON:.7f}")
    expect(phone.locator("#place-map .place-mark")).to_be_attached()
    phone.locator("#place-map").tap(position={"x": 260, "y": 260})
    expect(phone.locator("#id_lon")).not_to_have_value(f"{LON:.7f}")
    assert held, "the layers were never asked for"


def test_photos_place_is_offered_and_known_trouble_is_joined(visitor: Visitor, keep: Keep) -> None:
    first, phone = visitor(phone=True), visitor(phone=True)
    for page in (first, phone):
        page.goto("/p/")
        expect(page.locator("body[data-ready]")).to_be_attached(timeout=LONG_WORK_MS)
        write(page, "น้ำท่วมซอย", kind="flood")
        page.set_input_files("[name=photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
        page.locator("#photo-place").tap()
        expect(page.locator("#id_lon")).to_have_value(f"{LON:.7f}")
        if page is first:
            send(page)
            page.wait_for_url("**/r/**")
    phone.locator("#near label").first.tap()
    picture(phone, "report-near")

    send(phone)

    phone.wait_for_url("**/r/**")
    expect(phone.locator(".card", has=phone.locator("#keep"))).to_contain_text("อีก 1 คน")
    keep(phone, "report-joined")
