"""The pages of the money: who may enter, what is done by one press, and that a refusal keeps what was typed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets import units
from gis_assets.models import Municipality, Role
from gis_assets.templatetags import town
from taxroll import ledger, notices
from taxroll.collection import bankfiles, bankformats, refunds, reminders
from taxroll.models import (
    AccountKind,
    BankFile,
    BankLine,
    Bill,
    CalendarExtension,
    DailyClosing,
    InstalmentPlan,
    LedgerCheck,
    LineState,
    MoreTime,
    Notice,
    Payment,
    Refund,
    Remission,
    Reversal,
    Roll,
    WarningLetter,
)
from tests import lasting
from tests.speaking import at_work_in
from tests.taxroll.conftest import AT

ClientAs = Callable[..., Client]
HEAD = "paid_date,paid_time,ref1,ref2,amount,bank_reference\n"


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    return notices.issue(Bill.objects.get(), by=clerk, at=AT)


@lasting.fixture
def officer_page(client_as: ClientAs) -> Client:
    return client_as(Role.TAX_OFFICER)


@lasting.fixture
def head_page(client_as: ClientAs) -> Client:
    return client_as(Role.HEAD_OF_REVENUE)


@lasting.fixture
def line(notice: Notice, municipality: Municipality, clerk: User) -> BankLine:
    """500.00 baht in suspense."""
    taken = bankfiles.receive(
        municipality=municipality,
        layout=bankformats.layouts()["csv_transfers"],
        name="may.csv",
        content=f"{HEAD}2024-05-02,10:15:00,NOBODY,,500.00,K1\n".encode(),
        by=clerk,
        at=timezone.now(),
    )
    bankfiles.match_waiting(taken, at=timezone.now())
    return taken.lines.get()


def pages(notice: Notice, line: BankLine) -> list[str]:
    return [
        reverse("taxroll:counter"),
        reverse("taxroll:money", args=[notice.pk]),
        reverse("taxroll:bank_files"),
        reverse("taxroll:bank_file", args=[line.file_id]),
        reverse("taxroll:warnings", args=[2567]),
        reverse("taxroll:land_office", args=[2567]),
        reverse("taxroll:refunds"),
        reverse("taxroll:closings"),
        reverse("taxroll:books"),
        reverse("taxroll:calendar", args=[2567]),
    ]


def test_tax_officer_sees_every_page(notice: Notice, line: BankLine, officer_page: Client) -> None:
    assert [officer_page.get(page).status_code for page in pages(notice, line)] == [200] * 10


def test_stranger_is_sent_to_sign_in(notice: Notice, line: BankLine, client: Client) -> None:
    assert [client.get(page).status_code for page in pages(notice, line)] == [302] * 10


def test_officer_of_another_municipality_is_refused(
    notice: Notice, line: BankLine, client_as: ClientAs, other_municipality: Municipality
) -> None:
    theirs = client_as(Role.TAX_OFFICER, of=other_municipality)

    assert [theirs.get(page).status_code for page in pages(notice, line)] == [403] * 10


def test_money_of_another_municipality_does_not_exist(
    notice: Notice, line: BankLine, client_as: ClientAs, other_municipality: Municipality
) -> None:
    theirs = at_work_in(client_as(Role.TAX_OFFICER, of=other_municipality), other_municipality)

    assert theirs.get(reverse("taxroll:money", args=[notice.pk])).status_code == 404
    assert theirs.get(reverse("taxroll:bank_file", args=[line.file_id])).status_code == 404
    assert theirs.post(reverse("taxroll:take_money", args=[notice.pk]), cash()).status_code == 404
    assert not Payment.objects.exists()


def test_more_time_is_granted_by_the_head(notice: Notice, head_page: Client) -> None:
    last = timezone.localdate() + timedelta(days=60)
    address = reverse("taxroll:money", args=[notice.pk])
    before = head_page.get(address).content.decode()

    head_page.post(reverse("taxroll:grant_more_time", args=[notice.pk]), decision() | {"last_date": last.isoformat()})

    assert MoreTime.objects.get().last_date == last
    assert reverse("taxroll:grant_more_time", args=[notice.pk]) in before
    assert town.thai_date(last) in head_page.get(address).content.decode()


def test_last_day_is_of_our_time_when_its_year_is_typed_in_the_buddhist_era(notice: Notice, head_page: Client) -> None:
    last = timezone.localdate() + timedelta(days=60)
    typed = f"{units.year_be(last.year)}-{last:%m-%d}"

    head_page.post(reverse("taxroll:grant_more_time", args=[notice.pk]), decision() | {"last_date": typed})

    assert MoreTime.objects.get().last_date == last


@pytest.mark.parametrize("name", ["waive", "write_off", "grant_more_time"])
def test_decisions_are_those_of_the_head_of_revenue(name: str, notice: Notice, officer_page: Client) -> None:
    response = officer_page.post(reverse(f"taxroll:{name}", args=[notice.pk]), decision())

    assert response.status_code == 403
    assert not Remission.objects.exists()
    assert not MoreTime.objects.exists()


def test_scanned_reference_opens_the_notice(notice: Notice, officer_page: Client) -> None:
    response = officer_page.post(reverse("taxroll:counter"), {"asked": f"|0994\r{notice.bill.reference}\r\r0"})

    assert response["Location"] == reverse("taxroll:money", args=[notice.pk])


def test_unknown_reference_stays_in_its_field(notice: Notice, officer_page: Client) -> None:
    response = officer_page.post(reverse("taxroll:counter"), {"asked": "2567/77"})

    assert response.status_code == 400
    assert 'value="2567/77"' in response.content.decode()


def cash(**facts: Any) -> dict[str, Any]:
    return {"amount_baht": "9000.00", "paid_at": "2024-05-01T10:00", "channel": "cash", "reference": ""} | facts


def decision(**facts: Any) -> dict[str, Any]:
    return {"decided_on": "2024-08-01", "document_number": "1/2567", "reason": "กฎกระทรวง"} | facts


def test_cash_is_taken_without_a_number_of_its_own(notice: Notice, officer_page: Client) -> None:
    officer_page.post(reverse("taxroll:take_money", args=[notice.pk]), cash())

    assert Payment.objects.get().reference.endswith("/000001")
    assert ledger.owed_by(notice) == 0


def test_cheque_needs_its_number_and_the_rest_stays_typed(notice: Notice, officer_page: Client) -> None:
    response = officer_page.post(
        reverse("taxroll:take_money", args=[notice.pk]), cash(channel="cheque", amount_baht="4321.00")
    )

    assert response.status_code == 400
    assert 'value="4321.00"' in response.content.decode()
    assert not Payment.objects.exists()


def test_instalments_are_granted(notice: Notice, officer_page: Client) -> None:
    asked = {"parts": "3", "requested_on": "2024-04-20", "document_number": "รับ 1"}

    officer_page.post(reverse("taxroll:grant_instalments", args=[notice.pk]), asked)

    assert InstalmentPlan.objects.get().parts.count() == 3


def test_penalty_is_waived_by_the_head(notice: Notice, head_page: Client) -> None:
    head_page.post(reverse("taxroll:waive", args=[notice.pk]), decision(penalty_baht="10.50", surcharge_baht=""))

    assert Remission.objects.get().penalty_satang == 10_50


def test_debt_is_written_off_by_the_head(notice: Notice, head_page: Client) -> None:
    head_page.post(reverse("taxroll:write_off", args=[notice.pk]), decision())

    assert ledger.owed_by(notice) == 0


def test_payment_is_reversed_by_the_head_only(notice: Notice, officer_page: Client, head_page: Client) -> None:
    officer_page.post(reverse("taxroll:take_money", args=[notice.pk]), cash())
    address = reverse("taxroll:reverse_payment", args=[Payment.objects.get().pk])

    refused = officer_page.post(address, {"reason": "เช็คคืน"})
    head_page.post(address, {"reason": "เช็คคืน"})

    assert refused.status_code == 403
    assert Reversal.objects.count() == 1
    assert ledger.owed_by(notice) == 9_000_00


def test_bank_file_is_taken_and_its_matching_queued(notice: Notice, officer_page: Client) -> None:
    content = f"{HEAD}2024-05-02,10:15:00,{notice.bill.reference},,500.00,K1\n".encode()
    sent = {"layout": "csv_transfers", "file": SimpleUploadedFile("may.csv", content)}

    response = officer_page.post(reverse("taxroll:bank_files"), sent)

    taken = BankFile.objects.get()
    assert response["Location"] == reverse("taxroll:bank_file", args=[taken.pk])
    assert taken.lines.get().state == LineState.WAITING


def test_bank_file_that_does_not_fit_says_where(notice: Notice, officer_page: Client) -> None:
    sent = {"layout": "csv_transfers", "file": SimpleUploadedFile("may.csv", f"{HEAD}x,x,1,,1.00,K1\n".encode())}

    response = officer_page.post(reverse("taxroll:bank_files"), sent)

    assert response.status_code == 400
    assert "บรรทัด 2" in response.content.decode()
    assert not BankFile.objects.exists()


def test_line_in_suspense_is_matched_by_hand(notice: Notice, line: BankLine, officer_page: Client) -> None:
    officer_page.post(reverse("taxroll:match_line", args=[line.pk]), {"asked": notice.number})

    line.refresh_from_db()
    assert line.state == LineState.MATCHED


def test_line_for_an_unknown_notice_stays_and_says_why(notice: Notice, line: BankLine, officer_page: Client) -> None:
    response = officer_page.post(reverse("taxroll:match_line", args=[line.pk]), {"asked": "2567/77"})

    assert response.status_code == 400
    assert 'value="2567/77"' in response.content.decode()


def test_refund_walks_from_the_request_to_the_payment(
    line: BankLine, officer_page: Client, head_page: Client, municipality: Municipality
) -> None:
    asked = {"requested_on": "2024-08-01", "number": "รับ 2", "reason": "โอนผิด"}
    officer_page.post(reverse("taxroll:return_line", args=[line.pk]), asked)
    refund = Refund.objects.get()
    head_page.post(reverse("taxroll:decide_refund", args=[refund.pk]), {"grants": "yes", "number": "อนุมัติ 1"})

    officer_page.post(reverse("taxroll:pay_refund", args=[refund.pk]), {"channel": "transfer", "reference": "T1"})

    assert ledger.balances(municipality)[AccountKind.BANK] == 0


def test_officer_does_not_decide_a_refund(line: BankLine, officer_page: Client, clerk: User) -> None:
    today = timezone.localdate()
    refund = refunds.request_of_line(line, requested_on=today, number="1", reason="x", by=clerk, at=timezone.now())

    response = officer_page.post(
        reverse("taxroll:decide_refund", args=[refund.pk]), {"grants": "yes", "number": "อนุมัติ 1"}
    )

    assert response.status_code == 403


def test_letters_are_written_and_received(notice: Notice, officer_page: Client) -> None:
    officer_page.post(reverse("taxroll:warnings", args=[2567]), {"notice": [notice.pk], "days_to_pay": "30"})
    letter = WarningLetter.objects.get()
    paper = officer_page.get(reverse("taxroll:letter_paper", args=[letter.pk]))

    officer_page.post(
        reverse("taxroll:letter_received", args=[letter.pk]), {"received_on": timezone.localdate().isoformat()}
    )

    page = officer_page.get(reverse("taxroll:money", args=[notice.pk])).content.decode()
    assert town.thai_date(timezone.localdate() + timedelta(days=91)) in page
    letter.refresh_from_db()
    assert paper.content.startswith(b"%PDF")
    assert letter.received_on == timezone.localdate()


def test_letters_of_one_press_come_as_one_file(notice: Notice, officer_page: Client) -> None:
    address = reverse("taxroll:warnings", args=[2567])
    officer_page.post(address, {"notice": [notice.pk], "days_to_pay": "30"})
    together = reverse("taxroll:letters_together", args=[WarningLetter.objects.get().pk])

    assert together in officer_page.get(address).content.decode()
    assert officer_page.get(together).content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["letter_paper", "letters_together"])
def test_letters_are_for_the_tax_office_of_their_municipality(
    name: str,
    notice: Notice,
    municipality: Municipality,
    clerk: User,
    client: Client,
    client_as: ClientAs,
    other_municipality: Municipality,
) -> None:
    now = timezone.now()
    [letter] = reminders.write(municipality, notices=[notice], days_to_pay=30, by=clerk, at=now)
    theirs = at_work_in(client_as(Role.TAX_OFFICER, of=other_municipality), other_municipality)
    address = reverse(f"taxroll:{name}", args=[letter.pk])

    assert [page.get(address).status_code for page in (client, theirs)] == [302, 404]


def test_letter_is_found_by_the_number_on_its_slip(
    notice: Notice, municipality: Municipality, clerk: User, officer_page: Client
) -> None:
    reminders.write(municipality, notices=[notice], days_to_pay=30, by=clerk, at=timezone.now())
    address, owner = reverse("taxroll:warnings", args=[2567]), notice.bill.owner_name

    found, other = (officer_page.get(address, {"number": number}) for number in ("/000001", "/000009"))

    assert owner in found.content.decode()
    assert owner not in other.content.decode()
    assert "/000009" in other.content.decode()


def test_arrears_go_to_the_land_office_as_paper_and_table(notice: Notice, officer_page: Client) -> None:
    officer_page.post(reverse("taxroll:land_office", args=[2567]), {"kind": "arrears"})
    report = notice.arrears_entries.get().report

    assert officer_page.get(reverse("taxroll:report_paper", args=[report.pk])).content.startswith(b"%PDF")
    assert "01A001" in officer_page.get(reverse("taxroll:report_table", args=[report.pk])).content.decode()


def test_day_is_closed_with_its_report(notice: Notice, officer_page: Client) -> None:
    counted = {"cash": "0", "cheques": "0", "bank": "0", "qr_clearing": "0"}

    officer_page.post(f"{reverse('taxroll:closings')}?on=2024-05-01", counted)

    closed = DailyClosing.objects.get()
    assert closed.on.isoformat() == "2024-05-01"
    assert officer_page.get(reverse("taxroll:closing_paper", args=[closed.pk])).content.startswith(b"%PDF")


def test_unexplained_difference_keeps_the_count(notice: Notice, officer_page: Client) -> None:
    counted = {"cash": "12.25", "cheques": "0", "bank": "0", "qr_clearing": "0"}

    response = officer_page.post(f"{reverse('taxroll:closings')}?on=2024-05-01", counted)

    assert response.status_code == 400
    assert 'value="12.25"' in response.content.decode()


def test_books_are_compared_by_one_press(notice: Notice, officer_page: Client) -> None:
    response = officer_page.post(reverse("taxroll:books"), follow=True)

    assert LedgerCheck.objects.get().faults == []
    assert "9,000.00" in response.content.decode()


def test_only_the_head_moves_a_last_day(notice: Notice, officer_page: Client, head_page: Client) -> None:
    moved = {"step": "pay", "last_date": "2024-08-31", "document_number": "มท 1", "reason": "น้ำท่วม"}
    address = reverse("taxroll:calendar", args=[2567])

    refused = officer_page.post(address, moved)
    head_page.post(address, moved)

    assert refused.status_code == 403
    assert CalendarExtension.objects.count() == 1


def test_year_without_law_has_no_page(notice: Notice, officer_page: Client) -> None:
    for name in ("warnings", "land_office", "calendar"):
        assert officer_page.get(reverse(f"taxroll:{name}", args=[2599])).status_code == 404


def test_no_name_of_an_owner_stands_in_an_address(notice: Notice, line: BankLine) -> None:
    assert all("ทดสอบ" not in page for page in pages(notice, line))
