"""A roll's notices in one go: in delivery order, whole, without holes, and only once however often it is tried."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from django.contrib.auth.models import User
from django.db import connection

from gis_assets.models import JournalEntry, Municipality
from taxroll import batches, noticequeue, notices
from taxroll.models import BatchState, Bill, Notice, NoticeBatch, PaperForm, Roll, TaxOffice
from taxroll.papers import press, sheets
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_right, an_owner
from tests.taxroll.conftest import a_sealed
from tests.taxroll.test_notices import ISSUED_AT, grey_picture, words_of

# The way from door to door, not the order in which owners came into the register.
WAY = ["1 หมู่ 1", "2 หมู่ 1", "10 หมู่ 1", "3 หมู่ 2", "4 หมู่ 2"]
MIXED = ["3 หมู่ 2", "10 หมู่ 1", "1 หมู่ 1", "4 หมู่ 2", "2 หมู่ 1"]


@lasting.fixture
def roll(municipality: Municipality, prices: None, build: Callable[..., Roll], clerk: User) -> Roll:
    """Five owners, each with a shop of his own that owes 9,000 baht."""
    for number, address in enumerate(MIXED, start=1):
        shape = square(east=100 * number, side_m=20)
        plot = a_parcel(municipality, code=f"01A{number:03d}", other_wah=100, shape=shape, measured_shape=shape)
        a_right(an_owner(municipality, name=f"นายเจ้าของ {number}", address=address), plot.parcel)
    return a_sealed(build(), by=clerk)


@lasting.fixture
def biller(municipality: Municipality) -> TaxOffice:
    return TaxOffice.objects.create(
        municipality=municipality, name="กองคลัง", biller_tax_id="0994000165501", biller_suffix="00"
    )


def a_batch(roll: Roll, clerk: User, form: PaperForm = PaperForm.PRINT) -> NoticeBatch:
    return batches.ask(roll, form=form, by=clerk, at=ISSUED_AT)


def run(batch: NoticeBatch, *, in_a_file: int = 2) -> NoticeBatch:
    """Small files, so that five notices fill two rounds."""
    return batches.run(batch, at=ISSUED_AT, in_a_file=in_a_file, processes=2)


def addresses_in_order() -> list[str]:
    return [notice.bill.owner_address for notice in Notice.objects.order_by("number").select_related("bill")]


def test_numbers_follow_the_deliverers_way(roll: Roll, clerk: User) -> None:
    batch = run(a_batch(roll, clerk))

    assert addresses_in_order() == WAY
    assert [n.number for n in Notice.objects.order_by("number")] == [f"2567/00000{place}" for place in range(1, 6)]
    assert (batch.state, batch.done, batch.total) == (BatchState.DONE, 5, 5)


def test_print_files_hold_their_notices_in_order(roll: Roll, clerk: User, tmp_path: Path) -> None:
    run(a_batch(roll, clerk))

    kept = Notice.objects.order_by("number").values_list("pdf", "first_page", "page_count")

    assert [pages for _, *pages in kept] == [[1, 2], [3, 2], [1, 2], [3, 2], [1, 2]]
    assert len({name for name, *_ in kept}) == 3


def test_paper_of_one_notice_is_cut_out_whole(roll: Roll, clerk: User, tmp_path: Path) -> None:
    run(a_batch(roll, clerk))
    second = Notice.objects.get(number="2567/000002")

    words = words_of(notices.pdf(second), tmp_path)

    assert second.bill.owner_name in words
    assert words.count("ภ.ด.ส. 6") == 1
    assert "หน้า 2 จาก 2" in words
    assert "2567/000001" not in words


def test_each_owner_has_a_file_when_asked_so(roll: Roll, clerk: User) -> None:
    batch = run(a_batch(roll, clerk, PaperForm.OWNER))

    assert len(set(Notice.objects.values_list("pdf", flat=True))) == 5
    assert sheets.beginnings(batches.file_of(batch, 1))[1] == 10


def test_single_and_batch_say_the_same(roll: Roll, clerk: User, biller: TaxOffice, tmp_path: Path) -> None:
    run(a_batch(roll, clerk))
    notice = Notice.objects.get(number="2567/000003")
    from_batch = words_of(notices.pdf(notice), tmp_path)

    again = notices.reissue(notice, by=clerk, at=ISSUED_AT, why="ลอง")
    alone = words_of(notices.pdf(again), tmp_path)

    assert (
        alone.replace("2567/000006", "2567/000003").replace(
            "อ้างถึง หนังสือแจ้งที่ 2567/000003 ซึ่งยกเลิกแล้ว หนังสือฉบับนี้ออกแทน\n", ""
        )
        == from_batch
    )


def test_codes_of_a_batch_read_back(roll: Roll, clerk: User, biller: TaxOffice, tmp_path: Path) -> None:
    run(a_batch(roll, clerk))
    notice = Notice.objects.get(number="2567/000004")
    (tmp_path / "notice.pdf").write_bytes(notices.pdf(notice))

    draw = ["pdftoppm", "-gray", "-r", "200", "-l", "1", "-singlefile", "notice.pdf", "page"]
    subprocess.run(draw, check=True, cwd=tmp_path)
    found = {code.format: code.text for code in zxingcpp.read_barcodes(grey_picture(tmp_path / "page.pgm"))}

    reference = notice.bill.reference
    assert found[zxingcpp.BarcodeFormat.Code128] == f"|099400016550100\r{reference}\r0067063085\r900000"
    assert f"0115099400016550100{'0219'}{reference}" in found[zxingcpp.BarcodeFormat.QRCode]
    assert "54079000.00" in found[zxingcpp.BarcodeFormat.QRCode]


def test_nothing_is_issued_twice_when_a_batch_runs_again(roll: Roll, clerk: User) -> None:
    batch = run(a_batch(roll, clerk))

    run(batch)

    assert Notice.objects.count() == 5
    with pytest.raises(batches.EveryBillHasItsNotice):
        a_batch(roll, clerk)


def test_batch_goes_on_without_holes_when_its_setter_died(
    roll: Roll, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, finish, rounds = a_batch(roll, clerk), press.Press.finish, []

    def die_in_the_second_round(self: press.Press) -> object:
        rounds.append(1)
        if len(rounds) == 2:
            for process in self._setters:
                process.kill()
        return finish(self)

    with monkeypatch.context() as broken:
        broken.setattr(press.Press, "finish", die_in_the_second_round)
        with pytest.raises(press.SetterDied):
            run(batch)
    after_the_fault = NoticeBatch.objects.get()
    left = Notice.objects.count()
    batch = run(after_the_fault)

    assert (after_the_fault.state, after_the_fault.done, left) == (BatchState.WORKING, 4, 4)
    assert addresses_in_order() == WAY
    assert Notice.objects.order_by("number").last().number == "2567/000005"  # type: ignore[union-attr]  # there are five
    assert batch.state == BatchState.DONE


def test_bill_is_left_out_when_it_got_its_notice_at_the_counter(roll: Roll, clerk: User) -> None:
    batch = a_batch(roll, clerk)
    at_the_counter = notices.issue(Bill.objects.get(owner_address="1 หมู่ 1"), by=clerk, at=ISSUED_AT)

    batch = run(batch)

    assert batch.total == 4
    assert Notice.objects.filter(bill=at_the_counter.bill).count() == 1


def test_second_batch_is_refused_while_one_is_open(roll: Roll, clerk: User) -> None:
    a_batch(roll, clerk)

    with pytest.raises(batches.BatchIsOpen):
        a_batch(roll, clerk)


def test_draft_gets_no_batch(municipality: Municipality, shop: object, build: Callable[..., Roll], clerk: User) -> None:
    with pytest.raises(batches.RollIsDraft):
        a_batch(build(), clerk)


def test_batch_that_nobody_works_on_says_so_and_is_resumed(roll: Roll, clerk: User) -> None:
    batch = a_batch(roll, clerk)

    noticequeue.break_off_forgotten()
    broken = NoticeBatch.objects.get().state
    batch = run(batches.resume(batch, by=clerk, at=ISSUED_AT))

    assert broken == BatchState.BROKEN
    assert batch.state == BatchState.DONE


def test_batch_with_a_job_is_left_alone(roll: Roll, clerk: User) -> None:
    noticequeue.enqueue(a_batch(roll, clerk))

    assert noticequeue.break_off_forgotten() == 0


def test_every_notice_stands_in_the_journal(roll: Roll, clerk: User) -> None:
    run(a_batch(roll, clerk))

    assert JournalEntry.objects.filter(thing_kind="tax_notice", action="notice issued").count() == 5


def test_questions_do_not_grow_with_the_notices(roll: Roll, clerk: User) -> None:
    """A round asks the same number of questions for one notice as for four."""
    batch = a_batch(roll, clerk)
    asked: list[str] = []

    def count(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        run(batch)

    assert sum('INSERT INTO "taxroll_notice"' in sql for sql in asked) == 2
    assert len(asked) < 60


def test_door_is_the_owners_plot(roll: Roll, clerk: User) -> None:
    run(a_batch(roll, clerk))

    assert all(notice.door for notice in Notice.objects.all())
    assert len({notice.door.coords for notice in Notice.objects.all() if notice.door}) == 5
