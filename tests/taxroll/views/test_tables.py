"""Every list of the office as CSV and XLSX: who may take it along, and that what is on the page is in it."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import Municipality, ParcelVersion, Role
from gis_assets.signs import SignFacts
from taxroll import notices, payments, tables
from taxroll.collection import arrears, bankfiles, bankformats, closing, refunds, reminders
from taxroll.collection.closing import Counted
from taxroll.disputes import filings
from taxroll.disputes.filings import Said
from taxroll.insight import sales
from taxroll.models import (
    MONEY,
    Bill,
    Channel,
    FilingChannel,
    FilingKind,
    Notice,
    ReportKind,
    Roll,
    SaleOf,
)
from taxroll.signs import declaring
from taxroll.views import lists
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import an_owner
from tests.taxroll.conftest import AT

ClientAs = Callable[..., Client]
OWNER = "นายทดสอบ ใจดี"
# What stands in some row of each list of the office below.
SAID = {
    "notices": OWNER,
    "late": OWNER,
    "payments": "counter-1",
    "letters": OWNER,
    "arrears": "01A001",
    "filings": OWNER,
    "corrections": "",
    "refunds": "ค-1",
    "closings": "",
    "transfers": "counter-1",
    "bank-lines": "K1",
    "sales": "สำนักงานที่ดิน",
    "worklist": "01A009",
    "signs": "ร้านทดสอบ",
}
WITHOUT_ROWS = ("corrections", "closings")


@lasting.fixture
def office(municipality: Municipality, sealed: Roll, shop: ParcelVersion, clerk: User) -> Notice:
    """A notice of 2567 paid in part, late, warned about, reported and objected to; and things beside it."""
    notice, now = notices.issue(Bill.objects.get(), by=clerk, at=AT), timezone.now()
    payments.record(
        notice=notice,
        amount_satang=100_00,
        paid_at=now,
        channel=Channel.CASH,
        reference="counter-1",
        by=clerk,
        at=now,
    )
    reminders.write(municipality, notices=[notice], days_to_pay=15, by=clerk, at=now)
    arrears.report(municipality, tax_year_be=2567, kind=ReportKind.ARREARS, by=clerk, at=now)
    filings.receive(
        notice,
        kind=FilingKind.OBJECTION,
        said=Said("ที่ดินเล็กกว่านี้"),
        key=uuid.uuid4(),
        channel=FilingChannel.COUNTER,
        by=clerk,
        at=now,
    )
    give_back(municipality, clerk)
    beside(municipality, shop, clerk)
    return notice


def give_back(municipality: Municipality, clerk: User) -> None:
    """500.00 baht that no notice fits, asked back."""
    now = timezone.now()
    content = b"paid_date,paid_time,ref1,ref2,amount,bank_reference\n2024-05-02,10:15:00,NOBODY,,500.00,K1\n"
    layout = bankformats.layouts()["csv_transfers"]
    taken = bankfiles.receive(
        municipality=municipality, layout=layout, name="may.csv", content=content, by=clerk, at=now
    )
    bankfiles.match_waiting(taken, at=now)
    today = timezone.localdate(now)
    refunds.request_of_line(taken.lines.get(), requested_on=today, number="ค-1", reason="โอนผิด", by=clerk, at=now)


def beside(municipality: Municipality, shop: ParcelVersion, clerk: User) -> None:
    """A sale, a sign, and a plot that cannot be taxed."""
    sales.record(
        thing=shop.parcel,
        of=SaleOf.LAND,
        sold_on=date(2023, 6, 1),
        price_satang=3_000_000_00,
        source="สำนักงานที่ดิน",
        remark="",
        by=clerk,
        at=timezone.now(),
    )
    facts = SignFacts(
        words="ร้านทดสอบ", place="", width_cm=100, height_cm=500, faces=1, letters=1, is_moving=False,
        shown_from=date(2020, 5, 1), lon_lat=(98.92, 18.75),
    )  # fmt: skip
    shopkeeper = an_owner(municipality, name="นางป้าย ทดสอบ")
    declaring.declare(facts, owner=shopkeeper, municipality=municipality, evidence="ภ.ป.1", by=clerk, at=timezone.now())
    a_parcel(municipality, code="01A009", shape=square(east=100), other_wah=10)


def address(what: str, form: str) -> str:
    return reverse("taxroll:table", args=[2567, what, form])


def rows_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def sheet_of(response: Any) -> list[tuple[Any, ...]]:
    [sheet] = openpyxl.load_workbook(io.BytesIO(response.content), read_only=True).worksheets
    return list(sheet.iter_rows(values_only=True))


def test_every_list_of_the_office_is_asked_for_here() -> None:
    assert set(SAID) == set(tables.TABLES)


@pytest.mark.parametrize(("what", "said"), SAID.items())
def test_list_holds_what_the_page_shows_in_both_forms(
    office: Notice, client_as: ClientAs, what: str, said: str
) -> None:
    officer = client_as(Role.TAX_OFFICER)

    heading, *rows = rows_of(officer.get(address(what, "csv")))
    first, *others = sheet_of(officer.get(address(what, "xlsx")))

    assert [str(cell) for cell in first] == heading
    assert len(others) == len(rows)
    assert bool(rows) is (what not in WITHOUT_ROWS)
    assert said in "".join(cell for row in rows for cell in row)


def test_counts_of_a_closed_day_are_in_the_list(
    office: Notice, municipality: Municipality, clerk: User, client_as: ClientAs
) -> None:
    on = date(2024, 3, 1)
    closing.close(municipality, on=on, counted={kind: Counted(0, "") for kind in MONEY}, by=clerk, at=timezone.now())

    _heading, *rows = rows_of(client_as(Role.HEAD_OF_REVENUE).get(address("closings", "csv")))

    assert {row[0] for row in rows} == {"2024-03-01"}
    assert len(rows) == len(MONEY)


def test_who_is_not_late_is_not_in_the_list(sealed: Roll, clerk: User, client_as: ClientAs) -> None:
    now = timezone.now()
    notices.issue(Bill.objects.get(), by=clerk, at=now - timedelta(days=1))

    _heading, *rows = rows_of(client_as(Role.TAX_OFFICER).get(address("late", "csv")))

    assert rows == []


@pytest.mark.parametrize("what", SAID)
def test_list_is_for_the_offices_own_people(
    office: Notice, client: Client, client_as: ClientAs, other_municipality: Municipality, what: str
) -> None:
    assert client.get(address(what, "csv")).status_code == 302
    assert client_as(Role.SURVEYOR).get(address(what, "csv")).status_code == 403
    assert client_as(Role.TAX_OFFICER, of=other_municipality).get(address(what, "csv")).status_code == 403


def test_no_row_of_another_municipality_is_in_a_list(
    office: Notice, municipality: Municipality, other_municipality: Municipality
) -> None:
    for what, make in tables.TABLES.items():
        asked = tables.Asked(other_municipality, 2567, timezone.localdate())

        assert list(make(asked).rows()) == [], what


@pytest.mark.parametrize("path", ["2567/tables/owners.csv", "2567/tables/notices.pdf", "2560/tables/notices.csv"])
def test_unknown_list_form_or_year_does_not_exist(client_as: ClientAs, path: str) -> None:
    assert client_as(Role.TAX_OFFICER).get(f"/tax/{path}").status_code == 404


def test_list_too_long_for_one_workbook_is_refused_in_words(
    office: Notice, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_AT_ONCE", 0)

    response: Any = client_as(Role.TAX_OFFICER).get(address("notices", "xlsx"), follow=True)

    assert "CSV" in response.content.decode()
    assert response.redirect_chain
