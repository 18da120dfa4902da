"""The assessment of a year's signs: who is on it, what each pays, and what can no longer be changed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from gis_assets.models import Municipality, SignVersion
from taxroll import ledger, notices, payments, standing
from taxroll.law import library
from taxroll.models import AccountKind, Bill, Channel, Roll, SignLine
from taxroll.signs import assessing, declaring
from tests.taxroll.builders import an_owner
from tests.taxroll.signs.conftest import AT, YEAR_BE, facts

Declare = Callable[..., SignVersion]
Returned = Callable[..., SignVersion]


def assess(municipality: Municipality, by: User, *, at: datetime = AT, **options: bool) -> Roll:
    return assessing.assess(municipality, tax_year_be=YEAR_BE, by=by, at=at, **options)


def test_declared_sign_pays_the_whole_year_when_shown_before_it(
    municipality: Municipality, clerk: User, declare: Declare, returned: Returned
) -> None:
    returned(declare())

    roll = assess(municipality, clerk)

    line = SignLine.objects.get(roll=roll)
    assert (line.tax_satang, line.periods, line.late_return_satang) == (500_00, 4, 0)
    assert (roll.is_sealed, roll.payable_satang, line.bill.owner_name) == (True, 500_00, "นางป้าย ทดสอบ")


@pytest.mark.parametrize(
    ("shown_from", "periods", "tax_satang"),
    [
        (date(2026, 1, 1), 4, 500_00),
        (date(2026, 3, 31), 4, 500_00),
        (date(2026, 4, 1), 3, 375_00),
        (date(2026, 9, 30), 2, 250_00),
        (date(2026, 12, 31), 1, 125_00),
    ],
)
def test_new_sign_pays_from_its_period_on_when_put_up_in_the_year(
    municipality: Municipality,
    clerk: User,
    declare: Declare,
    returned: Returned,
    shown_from: date,
    periods: int,
    tax_satang: int,
) -> None:
    returned(declare(shown_from=shown_from))

    roll = assess(municipality, clerk)

    line = SignLine.objects.get(roll=roll)
    assert (line.periods, line.tax_satang) == (periods, tax_satang)


def test_return_costs_a_tenth_more_when_it_came_after_march(
    municipality: Municipality, clerk: User, declare: Declare
) -> None:
    sign = declare()
    late = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    declaring.receive_returns([sign.sign], tax_year_be=YEAR_BE, received_on=late.date(), by=clerk, at=late)

    assess(municipality, clerk, at=late)

    assert SignLine.objects.get().late_return_satang == 50_00


def test_new_sign_may_be_returned_within_its_days_when_put_up_late_in_the_year(
    municipality: Municipality, clerk: User, declare: Declare
) -> None:
    sign = declare(shown_from=date(2026, 8, 1))
    in_time = datetime(2026, 8, 16, 3, 0, tzinfo=UTC)
    declaring.receive_returns([sign.sign], tax_year_be=YEAR_BE, received_on=in_time.date(), by=clerk, at=in_time)

    assess(municipality, clerk, at=in_time)

    assert SignLine.objects.get().late_return_satang == 0


def test_undeclared_sign_is_assessed_only_when_asked_for(
    municipality: Municipality, clerk: User, declare: Declare
) -> None:
    declare()

    with pytest.raises(assessing.NothingToAssess):
        assess(municipality, clerk)
    roll = assess(municipality, clerk, at=datetime(2026, 6, 1, tzinfo=UTC), has_undeclared=True)

    assert SignLine.objects.get(roll=roll).late_return_satang == 50_00


@pytest.mark.parametrize(
    "changed",
    [
        {"exempt_reason": "ป้ายของทางราชการ"},
        {"shown_until": date(2025, 12, 31)},
        {"shown_from": date(2027, 1, 1)},
    ],
)
def test_sign_owes_nothing_when_exempt_or_not_shown_in_the_year(
    municipality: Municipality, clerk: User, declare: Declare, returned: Returned, changed: dict[str, object]
) -> None:
    returned(declare(**changed))

    with pytest.raises(assessing.NothingToAssess):
        assess(municipality, clerk)


def test_signs_of_one_owner_stand_on_one_bill_when_assessed_together(
    municipality: Municipality, clerk: User, declare: Declare, returned: Returned
) -> None:
    returned(declare())
    returned(declare(letters=3, faces=2))
    returned(declare(owner=an_owner(municipality, name="บริษัทป้ายใหญ่", kind="juristic")))

    roll = assess(municipality, clerk)

    # 100 units of 500 cm2 a face: two faces of foreign letters are 200 units at 50 baht.
    assert sorted(Bill.objects.values_list("payable_satang", flat=True)) == [500_00, 500_00 + 10_000_00]
    assert roll.bill_count == 2


def test_sign_is_not_assessed_twice_when_its_notice_is_in_force(
    municipality: Municipality, clerk: User, declare: Declare, returned: Returned
) -> None:
    returned(declare())
    assess(municipality, clerk)

    with pytest.raises(assessing.NothingToAssess):
        assess(municipality, clerk)


def test_mended_sign_is_assessed_again_when_its_notice_was_cancelled(
    municipality: Municipality, clerk: User, declare: Declare, returned: Returned
) -> None:
    sign = returned(declare())
    assess(municipality, clerk)
    notice = notices.issue(Bill.objects.get(), by=clerk, at=AT)
    notices.cancel(notice, by=clerk, at=AT, why="วัดขนาดผิด")
    declaring.mend(sign, facts(height_cm=250), owner=sign.owner, on=date(2020, 5, 1), evidence="วัดใหม่", by=clerk, at=AT)

    again = assess(municipality, clerk)

    assert (again.sequence, again.payable_satang) == (2, 250_00)
    assert Bill.objects.values("reference").distinct().count() == 2


def test_assessed_line_cannot_be_changed_when_sealed(
    municipality: Municipality, clerk: User, declare: Declare, returned: Returned
) -> None:
    returned(declare())
    roll = assess(municipality, clerk)

    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        SignLine.objects.update(tax_satang=1)

    assert assessing.digest(roll) == roll.rows_digest


def test_rolls_of_land_do_not_know_signs_when_both_are_of_a_year(
    municipality: Municipality, clerk: User, declare: Declare, returned: Returned
) -> None:
    returned(declare())

    roll = assess(municipality, clerk)

    assert roll not in Roll.objects.all()
    assert roll in Roll.every.all()


def test_late_payment_costs_two_per_cent_a_month_without_ceiling(
    municipality: Municipality, clerk: User, declare: Declare, returned: Returned
) -> None:
    returned(declare())
    assess(municipality, clerk)
    notice = notices.issue(Bill.objects.get(), by=clerk, at=AT)

    days = library.of_year(YEAR_BE).signboard_duties.value.pay_within_days
    late = standing.of(notice).owed(on=notice.due_date + timedelta(days=1))
    years_late = standing.of(notice).owed(on=date(2031, 2, 17))

    assert notice.due_date == AT.date() + timedelta(days=days)
    assert (late.tax_satang, late.penalty_satang, late.surcharge_satang) == (500_00, 0, 10_00)
    assert years_late.surcharge_satang == 60 * 10_00


def test_books_keep_income_of_signs_apart_when_paid(
    municipality: Municipality, clerk: User, declare: Declare, returned: Returned
) -> None:
    returned(declare())
    late = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    undeclared = declare(words="ป้ายที่สอง")
    declaring.receive_returns([undeclared.sign], tax_year_be=YEAR_BE, received_on=late.date(), by=clerk, at=late)
    assess(municipality, clerk, at=late)
    notice = notices.issue(Bill.objects.get(), by=clerk, at=late)

    payments.record(
        notice=notice,
        amount_satang=1_050_00,
        paid_at=late,
        channel=Channel.CASH,
        reference="",
        by=clerk,
        at=late,
    )

    balances = ledger.balances(municipality)
    assert balances[AccountKind.SIGN_INCOME] == -1_000_00
    assert balances[AccountKind.PENALTY_INCOME] == -50_00
    assert (AccountKind.LEVY_INCOME in balances, ledger.check(municipality)) == (False, [])
