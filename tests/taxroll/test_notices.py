"""Notices: who gets one, what stands on the paper, and that issued papers stay as they are."""

import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from gis_assets.models import JournalEntry, Municipality, ParcelVersion
from taxroll import documents, notices
from taxroll.models import Bill, Notice, Roll
from taxroll.papers import setter
from tests import lasting
from tests.gis_assets.builders import a_parcel
from tests.taxroll.builders import a_condo_price, a_house, a_right, a_unit, an_owner
from tests.taxroll.conftest import a_sealed

ISSUED_AT = datetime(2024, 4, 2, 2, 0, tzinfo=UTC)


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    return notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)


def words_of(document: bytes, folder: Path) -> str:
    file = folder / "document.pdf"
    file.write_bytes(document)
    return subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout


def test_notice_is_numbered_and_due_by_the_calendar(notice: Notice) -> None:
    assert notice.number == "2567/000001"
    assert notice.due_date == date(2024, 6, 30)


def test_late_notice_gives_thirty_days(sealed: Roll, clerk: User) -> None:
    notice = notices.issue(Bill.objects.get(), by=clerk, at=datetime(2024, 12, 1, 2, 0, tzinfo=UTC))

    assert notice.due_date == date(2024, 12, 31)


def test_paper_says_who_how_much_and_until_when(notice: Notice, tmp_path: Path) -> None:
    words = words_of(notices.pdf(notice), tmp_path)

    for part in (
        "ภ.ด.ส. 6",
        "ภ.ด.ส. 7",
        "นายทดสอบ ใจดี",
        "x-xxxx-xxxxx-12-3",
        "9,000.00 บาท",
        "เก้าพันบาทถ้วน",
        "วันที่ 30 มิถุนายน 2567",
        notice.bill.reference,
        "โฉนด\n12345",
        "หน้า 1 จาก 2",
    ):
        assert part in words


def test_same_data_give_the_same_bytes(notice: Notice) -> None:
    (printed,) = setter.set_notices(notices.contents(notice), is_apart=True)

    assert documents.sha256(printed.pdf) == notice.pdf_sha256


def test_bill_of_a_draft_gets_no_notice(shop: ParcelVersion, build: Callable[..., Roll], clerk: User) -> None:
    build()

    with pytest.raises(notices.RollNotSealed):
        notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)


def test_bill_of_nothing_gets_no_notice(
    municipality: Municipality, prices: None, build: Callable[..., Roll], clerk: User
) -> None:
    plot = a_parcel(municipality, residential_wah=100)
    a_right(an_owner(municipality), plot.parcel, is_registered_home=True)
    a_house(municipality, on_parcel=plot.parcel)
    a_sealed(build(), by=clerk)

    with pytest.raises(notices.NothingToPay):
        notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)


def test_bill_has_one_notice_in_force(notice: Notice, clerk: User) -> None:
    with pytest.raises(notices.NoticeInForce):
        notices.issue(notice.bill, by=clerk, at=ISSUED_AT)


def test_cancelled_notice_is_kept_and_a_new_one_issued(notice: Notice, clerk: User) -> None:
    notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ที่อยู่ผิด")

    again = notices.issue(notice.bill, by=clerk, at=ISSUED_AT)

    assert again.number == "2567/000002"
    assert Notice.objects.count() == 2


def test_notice_is_cancelled_only_with_a_reason(notice: Notice, clerk: User) -> None:
    with pytest.raises(notices.ReasonMissing):
        notices.cancel(notice, by=clerk, at=ISSUED_AT, why=" ")


def test_notice_is_cancelled_only_once(notice: Notice, clerk: User) -> None:
    notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ที่อยู่ผิด")

    with pytest.raises(notices.NoticeIsCancelled):
        notices.cancel(notice, by=clerk, at=ISSUED_AT, why="อีกครั้ง")


@pytest.mark.parametrize("change", ["due_date = '2020-01-01'", "number = '1'", "first_page = 2", "door = NULL"])
def test_database_refuses_to_edit_an_issued_notice(notice: Notice, change: str) -> None:
    with pytest.raises(DatabaseError, match="issued"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE taxroll_notice SET {change}")


def test_notice_is_reissued_in_one_step_and_names_the_former(notice: Notice, clerk: User, tmp_path: Path) -> None:
    again = notices.reissue(notice, by=clerk, at=ISSUED_AT, why="ชื่อผิด")

    notice.refresh_from_db()
    assert notice.cancel_reason == "ชื่อผิด"
    assert again.replaces == notice
    assert "หนังสือแจ้งที่ 2567/000001 ซึ่งยกเลิกแล้ว หนังสือฉบับนี้ออกแทน" in words_of(notices.pdf(again), tmp_path)


def test_nothing_is_cancelled_when_a_reissue_is_refused(notice: Notice, clerk: User) -> None:
    with pytest.raises(notices.ReasonMissing):
        notices.reissue(notice, by=clerk, at=ISSUED_AT, why="")

    notice.refresh_from_db()
    assert notice.cancelled_at is None
    assert Notice.objects.count() == 1


def test_exchanged_file_is_noticed(notice: Notice) -> None:
    notice.pdf.name = notice.pdf.storage.save("another.pdf", ContentFile(b"%PDF another"))

    with pytest.raises(documents.DocumentDamaged):
        notices.pdf(notice)


def test_issue_is_written_in_the_journal_without_the_owner(notice: Notice) -> None:
    entry = JournalEntry.objects.get(thing_kind="tax_notice")

    assert entry.action == "notice issued"
    assert "ทดสอบ" not in str(entry.details)


def test_code_on_the_paper_reads_back_the_reference(notice: Notice, tmp_path: Path) -> None:
    (tmp_path / "notice.pdf").write_bytes(notices.pdf(notice))
    draw = [
        "pdftoppm",
        "-gray",
        "-r",
        "150",
        "-l",
        "1",
        "-singlefile",
        str(tmp_path / "notice.pdf"),
        str(tmp_path / "page"),
    ]
    subprocess.run(draw, check=True)

    found = zxingcpp.read_barcodes(grey_picture(tmp_path / "page.pgm"))

    assert [code.text for code in found] == [notice.bill.reference]


def grey_picture(file: Path) -> np.ndarray:
    """A binary PGM as pdftoppm writes it: three lines of header, then a byte for each dot."""
    _, size, _, dots = file.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(dots, dtype=np.uint8).reshape(height, width)


def test_paper_does_not_cite_a_decree_that_is_absent(notice: Notice) -> None:
    cited = notices.contents(notice)["notices"][0]["citations"]

    assert "พ.ร.ฎ. กำหนดอัตราภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2564" in cited
    assert not [rule for rule in cited if "ไม่พบ" in rule]


def test_units_of_a_condominium_stand_on_a_form_of_their_own(
    municipality: Municipality, build: Callable[..., Roll], clerk: User, tmp_path: Path
) -> None:
    ground = a_parcel(municipality, code="01A001")
    a_condo_price(municipality, baht_per_m2=50_000)
    a_right(
        an_owner(municipality),
        a_unit(municipality, on_parcel=ground.parcel, area_m2=50, residential_m2=0, other_m2=50).unit,
    )
    a_sealed(build(), by=clerk)

    notice = notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)

    words = words_of(notices.pdf(notice), tmp_path)
    assert all(part in words for part in ("ภ.ด.ส. 8", "อาคารชุดทดสอบ", "7/2560", "101/5", "2,500,000", "7,500.00"))
    assert "ภ.ด.ส. 7" not in words
