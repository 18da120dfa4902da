"""Scenarios on the roll of a shop (3,000,000 baht of land at 0.3 %: 9,000 baht) and of a house."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from gis_assets.models import Municipality, ParcelVersion
from taxroll import assessment, claims
from taxroll.claims import Decision
from taxroll.columns import Columns
from taxroll.insight import scenarios, whatif
from taxroll.insight.scenarios import ALL, Change
from taxroll.law import kernel, library
from taxroll.law.tables import Table
from taxroll.models import Roll, RollLine, Scenario
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_condo_price, a_house, a_right, a_street_price, a_unit, an_owner
from tests.taxroll.conftest import AT, a_sealed

PPM = 1_000_000


@lasting.fixture
def roll(municipality: Municipality, shop: ParcelVersion, build: Callable[..., Roll], clerk: User) -> Roll:
    """The shop, and a second residence: 100 wah at 30,000 and a wooden house of ten years; 0.02 %."""
    plot = a_parcel(municipality, code="02B001", shape=square(east=300), residential_wah=100)
    a_right(an_owner(municipality, name="นางสอง"), plot.parcel)
    a_house(municipality, on_parcel=plot.parcel, shape=square(east=302, side_m=9))
    return a_sealed(build(), by=clerk)


def by_table(roll: Roll, change: Change) -> dict[int, tuple[int, int]]:
    return {pair.key: (pair.before, pair.after) for pair in whatif.tried(roll, change).outcome.by_table}


def test_nothing_changes_and_the_roll_is_met_when_nothing_is_supposed(roll: Roll) -> None:
    found = whatif.tried(roll, Change())

    assert found.is_roll_current
    assert found.outcome.total.before == found.outcome.total.after == roll.payable_satang


def test_roll_is_met_when_it_holds_units_streets_and_reductions(
    municipality: Municipality, shop: ParcelVersion, build: Callable[..., Roll], clerk: User
) -> None:
    """A unit of 40 m2 at 50,000 baht, a street that prices half of a plot, a shop reduced after foreclosure."""
    a_condo_price(municipality, baht_per_m2=50_000)
    ground = a_parcel(municipality, code="03C001", shape=square(east=600), other_wah=100)
    a_right(an_owner(municipality, name="นายห้องชุด"), a_unit(municipality, on_parcel=ground.parcel).unit)
    a_street_price(municipality, baht_per_wah=80_000)
    decision = Decision(shop.parcel, date(2023, 6, 1), None, "คส 1", clerk, AT)
    claims.reduce(decision, kind="foreclosed", since_date=date(2022, 3, 10))
    roll = build()

    found = whatif.tried(roll, Change(unit_ppm=2 * PPM))

    assert set(roll.lines.values_list("kind", flat=True)) == {"land", "unit"}
    assert roll.lines.filter(reduction_ppm__gt=0, front_ppm__lt=PPM).exists()
    assert found.is_roll_current
    assert found.outcome.total.before == roll.payable_satang
    assert found.outcome.total.change == roll.lines.get(kind="unit").payable_satang > 0


def test_tax_doubles_when_the_rate_doubles(roll: Roll) -> None:
    rates = tuple(2 * part.rate_ppm for part in library.of_year(2567).rates[Table.OTHER_USE].value)

    assert by_table(roll, Change(rates_ppm={"other_use": rates}))[Table.OTHER_USE] == (9_000_00, 18_000_00)


def test_land_alone_is_dearer_when_land_prices_rise(roll: Roll) -> None:
    found = by_table(roll, Change(land_ppm={ALL: 1_100_000}))

    assert found[Table.OTHER_USE] == (9_000_00, 9_900_00)
    land = 3_000_000 * 2 // 10_000
    before, after = found[Table.OTHER_RESIDENCE]
    assert after - before == land * 100 // 10


def test_single_zone_goes_before_the_factor_of_all(roll: Roll) -> None:
    assert by_table(roll, Change(land_ppm={ALL: 2 * PPM, "Z1": PPM // 2}))[Table.OTHER_USE] == (9_000_00, 4_500_00)


def test_building_value_is_depreciated_after_its_price_changed(roll: Roll) -> None:
    house = RollLine.objects.get(kind="building")
    answer = whatif.tried(roll, Change(building_ppm={"101": 2 * PPM}))

    before, after = answer.outcome.total.before, answer.outcome.total.after
    left = 100 - house.depreciation_percent
    assert after - before == house.gross_satang * left // 100 * 200 // PPM


def test_half_is_paid_when_a_relief_of_half_is_supposed(roll: Roll) -> None:
    assert by_table(roll, Change(general_pay_ppm=PPM // 2))[Table.OTHER_USE] == (9_000_00, 4_500_00)


@pytest.mark.parametrize(
    ("use", "table", "rate_ppm"), [("residential", Table.MAIN_HOME, 300), ("agriculture", Table.AGRICULTURE, 100)]
)
def test_owner_pays_from_the_first_baht_when_an_exemption_is_taken_away(
    use: str, table: Table, rate_ppm: int, municipality: Municipality, prices: None, build: Callable[..., Roll]
) -> None:
    """100 wah at 30,000 baht, lived in or farmed, far below the 50 million that the Act exempts."""
    used: dict[str, Any] = {f"{use}_wah": 100}
    plot = a_parcel(municipality, **used)
    a_right(an_owner(municipality), plot.parcel, is_registered_home=use == "residential")

    found = by_table(build(), Change(exempt_satang={table.key: 0}))

    assert found == {table: (0, 3_000_000_00 * rate_ppm // PPM)}


def test_roll_keeps_every_satang_when_scenarios_are_tried(roll: Roll, clerk: User) -> None:
    lines = list(RollLine.objects.order_by("pk").values())
    digest = assessment.digest(roll)

    scenario = whatif.keep(roll=roll, name="ครึ่งเดียว", note="", change=Change(general_pay_ppm=0), by=clerk, at=AT)
    whatif.answer(scenario)

    assert list(RollLine.objects.order_by("pk").values()) == lines
    assert assessment.digest(roll) == digest == Roll.objects.get().rows_digest


def test_kept_scenario_gives_the_same_answer(roll: Roll, clerk: User) -> None:
    change = Change(
        rates_ppm={"vacant": (1, 2, 3, 4, 5)},
        land_ppm={ALL: PPM * 3},
        exempt_satang={"main_home": 0},
        general_pay_ppm=5,
    )
    whatif.keep(roll=roll, name="หลายอย่าง", note="", change=change, by=clerk, at=AT)

    assert Change.from_json(Scenario.objects.get().change) == change


def test_scenario_without_a_change_is_refused(roll: Roll, clerk: User) -> None:
    with pytest.raises(whatif.NothingChanged):
        whatif.keep(roll=roll, name="ว่าง", note="", change=Change(), by=clerk, at=AT)


def test_second_scenario_of_a_name_is_refused(roll: Roll, clerk: User) -> None:
    asked: dict[str, Any] = {"roll": roll, "name": "ก", "note": "", "change": Change(general_pay_ppm=1)}
    asked |= {"by": clerk, "at": AT}
    whatif.keep(**asked)

    with pytest.raises(whatif.NameTaken):
        whatif.keep(**asked)


def test_only_its_maker_discards_a_scenario(roll: Roll, clerk: User, officer: Callable[..., User]) -> None:
    scenario = whatif.keep(roll=roll, name="ก", note="", change=Change(general_pay_ppm=1), by=clerk, at=AT)

    with pytest.raises(whatif.NotYours):
        whatif.discard(scenario, by=officer())
    whatif.discard(scenario, by=clerk)

    assert not Scenario.objects.exists()


def test_rate_above_the_ceiling_of_section_37_is_named() -> None:
    law = library.of_year(2567)

    found = scenarios.above_ceiling(Change(rates_ppm={"agriculture": (1_501,) * 5, "vacant": (12_000,) * 5}), law=law)

    assert [table for table, _rate, _ceiling in found] == [Table.AGRICULTURE]


@given(st.integers(10**5, 10**7), st.integers(10**5, 10**7))
def test_tax_never_falls_when_prices_rise(low: int, high: int) -> None:
    """On ten plots of one owner, whatever the factors."""
    low, high = sorted((low, high))
    lines = ten_plots()
    law = library.of_year(2567)

    taxes = [
        kernel.assess(
            scenarios.facts_of(lines, Change(land_ppm={ALL: ppm}), zones={}, types=("",), law=law), law=law
        ).payable_satang.sum()
        for ppm in (low, high)
    ]

    assert taxes[0] <= taxes[1]


def ten_plots() -> Columns:
    one = np.ones(10, dtype=np.int64)
    value = 10**8 * np.arange(1, 11, dtype=np.int64)
    fixed = {"bill_number": one, "is_natural": one, "is_land": one, "use_part": one, "use_whole": one}
    fixed |= {"group": one, "property": np.arange(10, dtype=np.int64), "table": 5 * one, "vacant_years": 0 * one}
    fixed |= {"is_unit": 0 * one, "reduction_ppm": 0 * one, "old_tax_satang": 0 * one}
    prices = {"gross_satang": value, "property_satang": value, "percent_off": 0 * one}
    return fixed | prices | {"price_zone": 0 * one, "treasury_type": 0 * one}
