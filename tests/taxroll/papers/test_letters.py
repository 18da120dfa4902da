"""Warning letters and the owner's requests: what is known stands there, what is not stays blank."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from taxroll import notices
from taxroll.models import Bill, Notice, Roll
from taxroll.papers import letters
from taxroll.papers.letters import Request
from tests import lasting
from tests.taxroll.test_notices import ISSUED_AT, words_of


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    return notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (Request.REFUND, "ภ.ด.ส. 9"),
        (Request.OBJECTION, "ภ.ด.ส. 10"),
        (Request.INSTALMENTS, "มาตรา 52"),
    ],
)
def test_request_carries_what_is_known(notice: Notice, tmp_path: Path, kind: Request, title: str) -> None:
    words = words_of(letters.of_notice(kind, notice), tmp_path)

    for part in (title, "นายทดสอบ ใจดี", "2567/000001", notice.bill.reference, "9,000.00"):
        assert part in words


def test_instalments_are_those_of_the_calendar(notice: Notice, tmp_path: Path) -> None:
    words = words_of(letters.of_notice(Request.INSTALMENTS, notice), tmp_path)

    for row in ("1 30 มิถุนายน 2567 3,000.00", "2 31 กรกฎาคม 2567 3,000.00", "3 31 สิงหาคม 2567 3,000.00"):
        assert row in words


@pytest.mark.parametrize("kind", list(Request))
def test_blank_form_names_nobody(notice: Notice, tmp_path: Path, kind: Request) -> None:
    words = words_of(letters.blank(kind, municipality=notice.municipality), tmp_path)

    assert "เทศบาลเมืองทดสอบ" in words
    assert "ใจดี" not in words


def test_change_of_use_is_told_on_its_form_by_the_owner(notice: Notice, tmp_path: Path) -> None:
    words = words_of(letters.of_notice(Request.CHANGE_OF_USE, notice), tmp_path)

    for part in ("ภ.ด.ส. 5", "มาตรา 33", "นายทดสอบ ใจดี"):
        assert part in words
