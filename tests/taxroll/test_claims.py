"""Decisions about one property: dated, ended by the next, withdrawn but never erased."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from gis_assets.models import JournalEntry, Municipality, Parcel
from taxroll import claims
from taxroll.claims import Decision
from taxroll.models import ClaimedUse, ExemptUse, OldTax, Reduction
from tests import lasting
from tests.gis_assets.builders import a_parcel
from tests.taxroll.builders import an_owner
from tests.taxroll.conftest import AT


@lasting.fixture
def parcel(municipality: Municipality) -> Parcel:
    return a_parcel(municipality).parcel


def decision(parcel: Parcel, clerk: User, *, since: date = date(2024, 1, 1), last: date | None = None) -> Decision:
    return Decision(parcel, since, last, "หนังสือที่ 1/2567", clerk, AT)


def test_later_decision_ends_the_one_before_it(parcel: Parcel, clerk: User) -> None:
    claims.exempt(decision(parcel, clerk), kind="religious", of_use=ClaimedUse.WHOLE, area=None)

    claims.exempt(
        decision(parcel, clerk, since=date(2025, 1, 1)), kind="religious", of_use=ClaimedUse.OTHER, area=Decimal(5)
    )

    periods = list(ExemptUse.objects.order_by("pk").values_list("valid", flat=True))
    assert (periods[0].upper, periods[1].lower) == (date(2025, 1, 1), date(2025, 1, 1))
    assert JournalEntry.objects.filter(action="exemptuse decided").count() == 2


def test_decision_of_the_same_day_replaces_and_keeps_the_former(parcel: Parcel, clerk: User) -> None:
    for area in (Decimal(5), Decimal(6)):
        claims.exempt(decision(parcel, clerk), kind="public_use", of_use=ClaimedUse.OTHER, area=area)

    former, present = ExemptUse.objects.order_by("pk")
    assert (former.valid.isempty, present.valid.lower) == (True, date(2024, 1, 1))


def test_decision_before_a_later_one_is_refused(parcel: Parcel, clerk: User) -> None:
    claims.exempt(decision(parcel, clerk), kind="religious", of_use=ClaimedUse.WHOLE, area=None)

    with pytest.raises(claims.LaterOneExists, match="1 มกราคม 25"):
        claims.exempt(
            decision(parcel, clerk, since=date(2023, 1, 1)), kind="religious", of_use=ClaimedUse.WHOLE, area=None
        )


def test_kind_that_the_law_does_not_know_is_refused(parcel: Parcel, clerk: User) -> None:
    with pytest.raises(claims.UnknownKind):
        claims.exempt(decision(parcel, clerk), kind="palace", of_use=ClaimedUse.WHOLE, area=None)


@pytest.mark.parametrize(("of_use", "area"), [(ClaimedUse.WHOLE, Decimal(5)), (ClaimedUse.OTHER, None)])
def test_area_and_extent_must_agree(of_use: ClaimedUse, area: Decimal | None, parcel: Parcel, clerk: User) -> None:
    with pytest.raises(claims.AreaIsImpossible):
        claims.exempt(decision(parcel, clerk), kind="religious", of_use=of_use, area=area)


def test_foreclosed_property_is_reduced_for_five_years_from_acquisition(parcel: Parcel, clerk: User) -> None:
    claims.reduce(decision(parcel, clerk), kind="foreclosed", since_date=date(2022, 3, 10))

    assert Reduction.objects.get().valid.upper == date(2027, 3, 10)


def test_inherited_home_is_reduced_without_end(parcel: Parcel, clerk: User) -> None:
    claims.reduce(decision(parcel, clerk), kind="inherited_home", since_date=date(2015, 1, 1))

    assert Reduction.objects.get().valid.upper is None


def test_reduction_whose_years_are_over_is_refused(parcel: Parcel, clerk: User) -> None:
    with pytest.raises(claims.PeriodIsEmpty):
        claims.reduce(decision(parcel, clerk), kind="foreclosed", since_date=date(2015, 1, 1))


def test_second_amount_of_old_taxes_withdraws_the_first(
    parcel: Parcel, clerk: User, municipality: Municipality
) -> None:
    owner = an_owner(municipality)
    for satang in (100_00, 120_00):
        claims.note_old_tax(
            parcel, party=owner, house_and_land_satang=satang, maintenance_satang=0, evidence="ภ.ร.ด.8", by=clerk, at=AT
        )

    assert list(OldTax.objects.filter(withdrawn_at=None).values_list("house_and_land_satang", flat=True)) == [120_00]
    assert OldTax.objects.count() == 2


def test_withdrawn_decision_stays_with_its_reason(parcel: Parcel, clerk: User) -> None:
    claim = claims.exempt(decision(parcel, clerk), kind="religious", of_use=ClaimedUse.WHOLE, area=None)

    claims.withdraw(claim, why="ไม่ใช่วัด", by=clerk, at=AT)

    claim.refresh_from_db()
    assert (claim.withdrawn_why, claim.withdrawn_by) == ("ไม่ใช่วัด", clerk)
    with pytest.raises(claims.IsWithdrawn):
        claims.withdraw(claim, why="อีกครั้ง", by=clerk, at=AT)


@pytest.mark.parametrize("since", [date(2024, 1, 1), date(2025, 1, 1)])
def test_withdrawn_decision_gives_back_the_days_that_it_took(since: date, parcel: Parcel, clerk: User) -> None:
    first = decision(parcel, clerk, last=date(2026, 12, 31))
    former = claims.exempt(first, kind="religious", of_use=ClaimedUse.WHOLE, area=None)
    mistake = decision(parcel, clerk, since=since)
    wrong = claims.exempt(mistake, kind="public_use", of_use=ClaimedUse.OTHER, area=Decimal(5))

    claims.withdraw(wrong, why="ผิดแปลง", by=clerk, at=AT)

    former.refresh_from_db()
    assert (former.valid.lower, former.valid.upper) == (date(2024, 1, 1), date(2027, 1, 1))


def test_days_that_another_decision_has_are_not_given_back(parcel: Parcel, clerk: User) -> None:
    former = claims.exempt(decision(parcel, clerk), kind="religious", of_use=ClaimedUse.WHOLE, area=None)
    short = decision(parcel, clerk, since=date(2025, 1, 1), last=date(2025, 12, 31))
    wrong = claims.exempt(short, kind="public_use", of_use=ClaimedUse.OTHER, area=Decimal(5))
    later = decision(parcel, clerk, since=date(2026, 1, 1))
    claims.exempt(later, kind="religious", of_use=ClaimedUse.OTHER, area=Decimal(6))

    claims.withdraw(wrong, why="ผิดแปลง", by=clerk, at=AT)

    former.refresh_from_db()
    assert former.valid.upper == date(2026, 1, 1)


@pytest.mark.parametrize("satang", [0, -1, 10**9 + 1])
def test_impossible_price_is_refused(satang: int, parcel: Parcel, clerk: User) -> None:
    with pytest.raises(claims.PriceIsImpossible):
        claims.approve_price(decision(parcel, clerk), price_satang=satang)
