"""Finding a notice by what is scanned or typed."""

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll import notices
from taxroll.collection import counter
from taxroll.models import Notice
from tests.taxroll.test_notices import ISSUED_AT


@pytest.mark.parametrize(
    "form",
    [
        "{ref}",
        "  {ref} ",
        "|099400016550100\r{ref}\r670429\r900000",
        "00020101021230680016A0000006770101120115099400016550100 021 9{ref}5303764",
        "{number}",
        "2567/1",
        "๒๕๖๗/๑",
    ],
)
def test_notice_is_found_by_what_is_scanned_or_typed(form: str, notice: Notice, municipality: Municipality) -> None:
    text = form.format(ref=notice.bill.reference, number=notice.number)

    assert counter.find(municipality, text=text) == counter.Found(notice)


def test_cancelled_notice_leads_to_the_one_that_replaced_it(
    notice: Notice, municipality: Municipality, clerk: User
) -> None:
    cancelled = notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ที่อยู่ผิด")
    again = notices.issue(notice.bill, by=clerk, at=ISSUED_AT)

    assert counter.find(municipality, text=cancelled.number) == counter.Found(again, cancelled)


def test_cancelled_notice_without_successor_is_refused(notice: Notice, municipality: Municipality, clerk: User) -> None:
    notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ที่อยู่ผิด")

    with pytest.raises(counter.NoNoticeInForce):
        counter.find(municipality, text=notice.bill.reference)


@pytest.mark.parametrize("text", ["", "2567/2", "1234567890123456789", "นายทดสอบ"])
def test_unknown_text_is_refused(text: str, notice: Notice, municipality: Municipality) -> None:
    with pytest.raises(counter.NotFound):
        counter.find(municipality, text=text)


def test_mistyped_digit_is_not_another_bill(notice: Notice, municipality: Municipality) -> None:
    reference = notice.bill.reference
    wrong = reference[:-1] + str((int(reference[-1]) + 1) % 10)

    assert counter.bill_in(municipality, wrong) is None
