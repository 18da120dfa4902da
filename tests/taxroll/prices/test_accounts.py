"""Price accounts in force by period: whole or not at all, once, and taken back with what they ended."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from gis_assets.models import JournalEntry, Municipality, ParcelVersion
from taxroll import assessment
from taxroll.models import BuildingPrice, ParcelPrice, PriceAccount, PriceAccountKind, Roll
from taxroll.prices import accounts
from tests.taxroll.conftest import AT

HEAD = "UTMMAP1,UTMMAP2,UTMMAP3,UTMMAP4,UTMSCALE,LAND_NO,EVAPRICE\n"
GOOD = HEAD + "4746,1,9878,00,4000,007,100\n"
HALF_WRONG = HEAD + "4746,1,9878,00,4000,007,100\n4746,1,9878,00,4000,008,-1\n"
SAME_KEY_TWICE = GOOD + "4746,1,9878,00,4000,007,200\n"

Bring = Callable[..., PriceAccount]


@pytest.fixture
def bring(municipality: Municipality, clerk: User) -> Bring:
    def run(text: str, *, leave_out_wrong: bool = False, **facts: Any) -> PriceAccount:
        asked: dict[str, Any] = {
            "kind": PriceAccountKind.PARCELS,
            "title": "บัญชี 2566",
            "since": date(2023, 1, 1),
            "last": None,
        }
        offered = accounts.offer(text.encode(), file_name="x.csv", municipality=municipality, **asked | facts)
        return accounts.bring_in(offered, leave_out_wrong=leave_out_wrong, municipality=municipality, by=clerk, at=AT)

    return run


def test_account_is_in_force_with_its_prices_and_written_down(bring: Bring) -> None:
    account = bring(GOOD)

    price = ParcelPrice.objects.get(account=account)
    assert (price.land_number, price.price_satang_per_wah) == ("007", 100_00)
    assert JournalEntry.objects.get(action="price account brought in").details["prices"] == 1


@pytest.mark.parametrize("text", [HALF_WRONG, SAME_KEY_TWICE], ids=["price below nothing", "duplicate key"])
def test_nothing_is_written_when_rows_are_wrong(bring: Bring, text: str) -> None:
    with pytest.raises(accounts.RowsAreWrong):
        bring(text)

    assert not PriceAccount.objects.exists()
    assert not ParcelPrice.objects.exists()


def test_wrong_rows_are_left_out_only_when_the_officer_says_so(bring: Bring) -> None:
    assert bring(HALF_WRONG, leave_out_wrong=True).row_count == 1


def test_account_from_before_the_first_rule_is_refused_with_its_day(bring: Bring) -> None:
    with pytest.raises(accounts.NoRuleOfThatDay, match="2559"):
        bring(GOOD, since=date(2016, 1, 1))


def test_same_file_twice_is_refused_with_a_sentence(bring: Bring) -> None:
    bring(GOOD)

    with pytest.raises(accounts.SameFileAgain, match="บัญชี 2566"):
        bring(GOOD, since=date(2027, 1, 1))


def test_new_account_ends_the_one_before_it(bring: Bring) -> None:
    first = bring(GOOD)

    bring(GOOD.replace("100", "200"), since=date(2027, 1, 1))

    first.refresh_from_db()
    assert first.valid.upper == date(2027, 1, 1)


def test_account_is_refused_when_one_begins_on_that_day_or_later(bring: Bring) -> None:
    bring(GOOD)

    with pytest.raises(accounts.LaterAccountExists):
        bring(GOOD.replace("100", "200"))


def test_building_prices_entered_by_hand_end_where_an_account_begins(
    municipality: Municipality, prices: None, bring: Bring
) -> None:
    bring("type,price\n101,8000\n", kind=PriceAccountKind.BUILDINGS, since=date(2024, 1, 1))

    found = BuildingPrice.objects.filter(treasury_type="101").order_by("valid")
    assert [(price.valid.lower.year, price.price_satang_per_m2) for price in found] == [
        (2023, 7_500_00),
        (2024, 8_000_00),
    ]


def test_withdrawn_account_gives_the_days_back_that_it_took(bring: Bring, prices: None, clerk: User) -> None:
    account = bring("type,price\n101,8000\n", kind=PriceAccountKind.BUILDINGS, since=date(2024, 1, 1))

    accounts.withdraw(account, why="ผิดจังหวัด", by=clerk, at=AT)

    in_force = BuildingPrice.objects.get(valid__contains=date(2025, 1, 1))
    assert (in_force.price_satang_per_m2, in_force.valid.upper) == (7_500_00, date(2027, 1, 1))


def test_withdrawn_file_may_be_brought_in_again(bring: Bring, clerk: User) -> None:
    accounts.withdraw(bring(GOOD), why="ผิดปี", by=clerk, at=AT)

    assert bring(GOOD).pk


def test_account_of_a_sealed_roll_stays(bring: Bring, sealed: Roll, clerk: User) -> None:
    with pytest.raises(accounts.SealedRollUsesIt, match="2567"):
        accounts.withdraw(bring(GOOD), why="ผิด", by=clerk, at=AT)


def test_account_is_withdrawn_once(bring: Bring, clerk: User) -> None:
    account = bring(GOOD)
    accounts.withdraw(account, why="ผิด", by=clerk, at=AT)

    with pytest.raises(accounts.IsWithdrawn):
        accounts.withdraw(account, why="ผิด", by=clerk, at=AT)


def test_line_prints_the_kind_and_the_source_of_its_price(
    shop: ParcelVersion, bring: Bring, clerk: User, municipality: Municipality
) -> None:
    ParcelVersion.objects.filter(pk=shop.pk).update(
        utmmap1="4746", utmmap2="1", utmmap3="9878", utmmap4="00", utm_scale=4000, land_number="007"
    )
    bring(GOOD)

    roll = assessment.build(municipality=municipality, tax_year_be=2567, by=clerk, at=AT)

    line = roll.lines.get()
    assert (line.price_kind, line.price_source, line.value_satang) == ("parcel", "บัญชี 2566", 10_000_00)


def test_command_changes_nothing_without_commit(municipality: Municipality, tmp_path: Any, clerk: User) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(GOOD)
    said = [str(path), "--title", "บัญชี", "--since", "2023-01-01", "--municipality", municipality.dla_code]

    call_command("import_prices", "parcels", *said)
    before = PriceAccount.objects.count()
    call_command("import_prices", "parcels", *said, "--commit", "--by", clerk.username)

    assert (before, PriceAccount.objects.count()) == (0, 1)


def test_command_tells_the_refusal(municipality: Municipality, tmp_path: Any) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("nothing")

    with pytest.raises(CommandError):
        call_command(
            "import_prices", "parcels", str(path), "--title", "x", "--since", "2023-01-01",
            "--municipality", municipality.dla_code,
        )  # fmt: skip
