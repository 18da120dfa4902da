"""The cases that a tax officer can read (`../cases/*.csv`), run through the law as it ships."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from gis_assets import units
from taxroll.law import collection, depreciation, kernel, library, signboards
from taxroll.law.book import Due, Material
from taxroll.law.collection import Warned
from taxroll.law.dated import in_force
from tests.taxroll.law.oracle import Line
from tests.taxroll.law.test_kernel import facts_of

VECTORS = 24
MORE_CASES = 60
FILES = ("assessments", "values", "late", "signboards", "instalments")
CASES = Path(__file__).resolve().parent.parent / "cases"
Case = dict[str, str]


def rows_of(name: str) -> list[Case]:
    with (CASES / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rules() -> dict[str, list[Case]]:
    """The cases of rules.csv: rows of one name are the lines of one roll."""
    found: dict[str, list[Case]] = {}
    for row in rows_of("rules"):
        found.setdefault(row["case"], []).append(row)
    return found


def cases(name: str) -> pytest.MarkDecorator:
    rows = rows_of(name)
    return pytest.mark.parametrize("case", rows, ids=[row["case"] for row in rows])


def satang(baht: str) -> int:
    return int(Decimal(baht) * 100)


def line_of(row: Case) -> Line:
    return Line(
        owner=ord(row["owner"]),
        is_natural=row["owner_kind"] == "natural",
        group=int(row["base"]),
        property=int(row["property"]),
        table=row["table"],
        value_satang=satang(row["value_baht"]),
        use_part=int(row["use_part"]),
        use_whole=int(row["use_whole"]),
        is_floor_share=row["by_floor"] == "yes",
        vacant_years=int(row["vacant_years"]),
        reduction_percent=int(row["reduction_percent"]),
        old_tax_satang=satang(row["old_tax_baht"]),
    )


@pytest.mark.parametrize("rows", rules().values(), ids=rules().keys())
def test_rule_gives_what_the_officer_wrote(rows: list[Case]) -> None:
    law = library.of_year(int(rows[0]["tax_year_be"]))

    got = kernel.assess(facts_of([line_of(row) for row in rows]), law=law)

    assert got.exemption_satang.tolist() == [satang(row["exemption_baht"]) for row in rows]
    assert got.tax_satang.tolist() == [satang(row["tax_baht"]) for row in rows]
    assert got.payable_satang.tolist() == [satang(row["payable_baht"]) for row in rows]


def test_every_published_vector_stands_in_the_cases_with_its_source() -> None:
    found = [row for name in FILES for row in rows_of(name) if row["case"].startswith("V")]

    numbers = {int(row["case"].split()[0].removeprefix("V")) for row in found}

    assert numbers == set(range(1, VECTORS + 1))
    assert all(row["source"] and row["class"] in "ABCD" for row in found)


def test_rules_have_enough_cases_in_thai() -> None:
    assert len(rules()) >= MORE_CASES
    assert all(row["description_th"] and row["source"] for rows in rules().values() for row in rows)


@cases("assessments")
def test_assessment_is_as_published(case: Case) -> None:
    line = Line(
        owner=1,
        is_natural=case["owner"] == "natural",
        group=1,
        property=1,
        table=case["table"],
        value_satang=satang(case["value_baht"]),
        use_part=1,
        use_whole=1,
        vacant_years=int(case["vacant_years"]),
        old_tax_satang=satang(case["old_tax_baht"]),
    )

    got = kernel.assess(facts_of([line]), law=library.of_year(int(case["tax_year_be"])))

    assert int(got.net_satang[0]) == satang(case["net_baht"])
    assert int(got.tax_satang[0]) == satang(case["tax_baht"])
    assert int(got.payable_satang[0]) == satang(case["payable_baht"])


@cases("values")
def test_value_is_as_published(case: Case) -> None:
    law = library.of_year(2567)
    gross = np.array([int(case["area"]) * satang(case["price_baht"])], dtype=np.int64)

    age = np.array([int(case["age_years"] or 0)], dtype=np.int64)
    off = depreciation.percent(Material(case["material"]), age, law=law) if case["material"] else age * 0
    value = depreciation.value_after(gross, off, law=law)

    assert int(gross[0]) == satang(case["gross_baht"])
    assert int(off[0]) == int(case["percent_off"])
    assert int(value[0]) == satang(case["value_baht"])


@cases("late")
def test_late_payment_costs_what_the_act_says(case: Case) -> None:
    warned = None
    if case["warned_on"]:
        warned = Warned(date.fromisoformat(case["warned_on"]), date.fromisoformat(case["warning_until"]))

    owed = collection.owed(
        satang(case["tax_baht"]),
        due_date=date.fromisoformat(case["due_date"]),
        payments=[],
        on=date.fromisoformat(case["paid_on"]),
        law=library.of_year(2567),
        warned=warned,
        more_time=date.fromisoformat(case["more_time_until"]) if case["more_time_until"] else None,
    )

    assert owed.penalty_satang == satang(case["penalty_baht"])
    assert owed.surcharge_satang == satang(case["surcharge_baht"])
    assert owed.tax_satang == satang(case["tax_baht"])
    assert owed.total_satang == satang(case["total_baht"])


@cases("signboards")
def test_signboard_tax_is_as_published(case: Case) -> None:
    rates = in_force(library.current().signboards, on=date.fromisoformat(case["on"])).value

    tax = signboards.tax_satang(
        width_cm=int(case["width_cm"]),
        height_cm=int(case["height_cm"]),
        letters=int(case["letters"]),
        is_moving=case["is_moving"] == "yes",
        rates=rates,
    )

    assert tax == satang(case["tax_baht"])


@cases("instalments")
def test_instalments_are_divided_as_the_act_says(case: Case) -> None:
    try:
        parts = collection.instalments(satang(case["tax_baht"]), parts=int(case["parts"]), law=library.of_year(2567))
    except collection.NoInstalments:
        parts = []

    expected = [] if case["amounts_baht"] == "refused" else [satang(baht) for baht in case["amounts_baht"].split()]
    assert parts == expected


def test_payments_in_time_stop_penalty_and_surcharge() -> None:
    due = date(2024, 6, 30)
    paid = [collection.Paid(on=date(2024, 6, 1), tax_satang=4_000_00)]

    owed = collection.owed(5_400_00, due_date=due, payments=paid, on=date(2024, 7, 10), law=library.of_year(2567))

    assert (owed.tax_satang, owed.penalty_satang, owed.surcharge_satang) == (1_400_00, 140_00, 14_00)


def test_only_what_is_paid_within_the_granted_time_bears_the_lower_surcharge() -> None:
    """2,000 of 5,400 baht come in the second month of the granted time, the rest is open in the fourth."""
    law, due, more_time = library.of_year(2567), date(2024, 6, 30), date(2024, 8, 31)
    paid = [collection.Paid(on=date(2024, 8, 10), tax_satang=2_000_00, surcharge_satang=0)]

    owed = collection.owed(5_400_00, due_date=due, payments=paid, on=date(2024, 10, 5), law=law, more_time=more_time)

    assert owed.tax_satang == 3_400_00
    assert owed.penalty_satang == 340_00
    assert owed.surcharge_satang == 2 * 10_00 + 4 * 34_00


def test_late_payment_settles_all_three_kinds() -> None:
    law, due, on = library.of_year(2567), date(2024, 6, 30), date(2024, 7, 10)
    before = collection.owed(5_400_00, due_date=due, payments=[], on=on, law=law)
    parts = collection.allocate(before.total_satang, before, law=law)

    paid = collection.Paid(on, *(parts[kind] for kind in Due))
    after = collection.owed(5_400_00, due_date=due, payments=[paid], on=date(2026, 1, 1), law=law)

    assert after.total_satang == 0


def test_part_payment_goes_to_the_tax_first() -> None:
    law = library.of_year(2567)
    open_now = collection.Owed(tax_satang=100, penalty_satang=10, surcharge_satang=1)

    parts = collection.allocate(105, open_now, law=law)

    assert [parts[kind] for kind in Due] == [100, 5, 0]


def test_more_than_owed_cannot_be_allocated() -> None:
    with pytest.raises(ValueError, match="exceeds"):
        collection.allocate(112, collection.Owed(100, 10, 1), law=library.of_year(2567))


def test_every_year_of_the_law_is_complete() -> None:
    for year in range(2563, 2570):
        assert library.of_year(year).tax_year_be == year


def test_calendar_gives_the_day_printed_on_notices() -> None:
    assert library.of_year(2567).calendar.value.pay_by == date(units.year_ce(2567), 6, 30)
