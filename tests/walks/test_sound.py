"""What a dispatcher hears: nothing until it is switched on, then one tone, and three for an emergency."""

import pytest
from playwright.sync_api import Page, expect

from tests.walks.acting import LIVE_MS, a_board, a_pole, close_without_crew, follow, report
from tests.walks.conftest import Town, Visitor

pytestmark = pytest.mark.walk
# Rows are marked as new for some seconds only, perhaps while the phone's page is still on its way.
LISTEN = """
window.heard = [];
window.marked = "";
new MutationObserver((changes) => {
  for (const { target } of changes) if (target.matches(".queue__row.is-new")) window.marked += target.textContent;
}).observe(document, { subtree: true, attributeFilter: ["class"] });
const begin = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { window.heard.push(this.frequency.value); begin.call(this, at); };
"""
HIGH, LOW = 880, 587


def test_board_is_silent_until_sound_is_on_and_tells_an_emergency_from_the_rest(town: Town, visitor: Visitor) -> None:
    board, phone = visitor(as_="dispatcher"), visitor(phone=True)
    board.add_init_script(LISTEN)
    follow(board)
    appears(board, phone, share=0.05, kind="lamp_out")
    assert heard(board) == []

    board.locator("#sound").click()
    expect(board.locator("#sound")).to_have_attribute("aria-pressed", "true")
    assert heard(board) == [LOW, LOW]
    appears(board, phone, share=0.06, kind="lamp_out")
    assert heard(board) == [LOW]
    emergency = appears(board, phone, share=0.07, kind="wire_down")
    assert heard(board) == [HIGH, HIGH, HIGH]

    # Other walks begin with the most urgent.
    close_without_crew(board, emergency)
    follow(board)
    expect(board.locator("#sound")).to_have_attribute("aria-pressed", "true")
    expect(a_board(visitor).locator("#sound")).to_have_attribute("aria-pressed", "false")


def appears(board: Page, phone: Page, *, share: float, kind: str) -> str:
    code = a_pole(phone, share=share)
    report(phone, code, kind=kind)
    board.wait_for_function("code => window.marked.includes(code)", arg=code, timeout=LIVE_MS)
    expect(board.locator(".queue__row", has_text=code)).to_be_visible()
    return code


def heard(board: Page) -> list[int]:
    """The tones since the last time this was asked, in Hertz."""
    return [round(tone) for tone in board.evaluate("heard.splice(0)")]
