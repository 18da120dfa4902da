"""The kernel against the oracle, to the satang, and the properties that any assessment must have."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taxroll.law import compiled, kernel, library, passes
from taxroll.law.book import AgricultureOrder, LawOfYear, SharePrecision, TypeReduction
from taxroll.law.facts import Facts
from taxroll.law.rounding import Rounding
from taxroll.law.tables import Table
from tests.taxroll.law import oracle
from tests.taxroll.law.oracle import Line, Reading

YEARS = st.integers(2563, 2569)
HOMES = ("MAIN_HOME", "MAIN_HOME_BUILDING")
# Borders of the tables and amounts that end in half a satang are where mistakes live.
AMOUNTS = st.one_of(
    st.integers(0, 10**13),
    st.sampled_from([25, 40, 50, 65, 75, 90, 100, 200, 500, 1000, 5000, 10**7]).map(lambda million: million * 10**8),
    st.integers(0, 10**7).map(lambda n: n * 5_000),
    st.just(10**15),
)


@st.composite
def rolls(draw: st.DrawFn) -> list[Line]:
    natural = draw(st.lists(st.booleans(), min_size=1, max_size=3))
    lines: list[Line] = []
    for number in range(draw(st.integers(1, 6))):
        owner = draw(st.integers(0, len(natural) - 1))
        value = draw(AMOUNTS)
        parts = draw(st.lists(st.integers(1, 10_000), min_size=1, max_size=3))
        is_floor, group = draw(st.booleans()), owner * 10 + draw(st.integers(0, 2))
        allowed = [table.name for table in Table if natural[owner] or table.name not in HOMES]
        for part in parts:
            table = draw(st.sampled_from(allowed))
            lines.append(
                Line(
                    owner=owner,
                    is_natural=natural[owner],
                    group=group,
                    property=number,
                    table=table,
                    value_satang=value,
                    use_part=part,
                    use_whole=sum(parts) + draw(st.sampled_from([0, 0, 1])),
                    is_floor_share=is_floor,
                    vacant_years=draw(st.integers(1, 40)) if table == "VACANT" else 0,
                    reduction_percent=draw(st.sampled_from([0, 0, 50, 90])),
                    old_tax_satang=draw(st.integers(0, 10**8)),
                )
            )
    return lines


def facts_of(lines: list[Line]) -> Facts:
    def column(name: str) -> np.ndarray:
        return np.array([getattr(line, name) for line in lines], dtype=np.int64)

    return Facts(
        owner=column("owner"),
        is_natural=column("is_natural").astype(bool),
        group=column("group"),
        property=column("property"),
        table=np.array([Table[line.table] for line in lines], dtype=np.int64),
        value_satang=column("value_satang"),
        use_part=column("use_part"),
        use_whole=column("use_whole"),
        is_floor_share=column("is_floor_share").astype(bool),
        vacant_years=column("vacant_years"),
        reduction_ppm=column("reduction_percent") * 10_000,
        old_tax_satang=column("old_tax_satang"),
    )


READINGS = st.builds(
    Reading,
    st.sampled_from([mode.value for mode in Rounding]),
    st.sampled_from([precision.value for precision in SharePrecision]),
    st.sampled_from([order.value for order in AgricultureOrder]),
    st.sampled_from([stacking.value for stacking in TypeReduction]),
)


def law_as_read(year: int, reading: Reading) -> LawOfYear:
    law = library.of_year(year)
    return replace(
        law,
        rounding=replace(law.rounding, value=Rounding(reading.rounding)),
        floor_share=replace(law.floor_share, value=SharePrecision(reading.share)),
        agriculture_order=replace(law.agriculture_order, value=AgricultureOrder(reading.farm_order)),
        type_reduction=replace(law.type_reduction, value=TypeReduction(reading.stacking)),
    )


@given(rolls(), YEARS, READINGS)
@settings(max_examples=500, deadline=None)
def test_kernel_equals_the_plain_reading_to_the_satang(lines: list[Line], year: int, reading: Reading) -> None:
    expected = oracle.read_law(lines, year, reading)

    got = kernel.assess(facts_of(lines), law=law_as_read(year, reading))

    assert got.value_satang.tolist() == [answer.value for answer in expected]
    assert got.exemption_satang.tolist() == [answer.exemption for answer in expected]
    assert got.tax_satang.tolist() == [answer.tax for answer in expected]
    assert got.escalation_satang.tolist() == [answer.escalation for answer in expected]
    assert got.relief_satang.tolist() == [answer.relief for answer in expected]
    assert got.phase_in_satang.tolist() == [answer.phase_in for answer in expected]
    assert got.payable_satang.tolist() == [answer.payable for answer in expected]


@given(rolls(), YEARS, READINGS)
@settings(max_examples=300, deadline=None)
def test_compiled_passes_equal_the_interpreted_ones(lines: list[Line], year: int, reading: Reading) -> None:
    facts, law = facts_of(lines), law_as_read(year, reading)

    interpreted = kernel.assess_by(passes, facts, law=law)
    fast = kernel.assess_by(compiled.functions(), facts, law=law)

    for name, column in vars(interpreted).items():
        assert (getattr(fast, name) == column).all(), name


def test_municipalities_come_back_in_their_order_on_two_threads() -> None:
    law = library.of_year(2567)
    rolls = [facts_of([Line(1, True, 1, 1, "OTHER_RESIDENCE", n * 10**8, 1, 1)]) for n in range(1, 40)]

    got = kernel.assess_each(rolls, law=law, threads=2)

    assert [int(part.payable_satang[0]) for part in got] == [n * 20_000 for n in range(1, 40)]


@given(rolls(), YEARS)
@settings(max_examples=100, deadline=None)
def test_every_step_adds_up(lines: list[Line], year: int) -> None:
    got = kernel.assess(facts_of(lines), law=library.of_year(year))

    assert (got.slice_base_satang.sum(axis=1) == got.net_satang).all()
    assert (got.slice_tax_satang.sum(axis=1) == got.tax_satang).all()
    assert (got.payable_satang == got.tax_satang - got.relief_satang - got.phase_in_satang).all()
    for column in vars(got).values():
        assert (column >= 0).all()


@given(rolls(), YEARS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_order_of_groups_does_not_change_any_line(lines: list[Line], year: int, random: object) -> None:
    order = sorted(range(len(lines)), key=lambda i: (-lines[i].owner, i))

    straight = kernel.assess(facts_of(lines), law=library.of_year(year))
    shuffled = kernel.assess(facts_of([lines[i] for i in order]), law=library.of_year(year))

    assert straight.payable_satang[order].tolist() == shuffled.payable_satang.tolist()


def test_bases_of_ten_trillion_baht_do_not_overflow() -> None:
    line = Line(1, False, 1, 1, "OTHER_USE", 10**15, 1, 1)
    lines = [replace(line, property=number) for number in range(1000)]

    got = kernel.assess(facts_of(lines), law=library.of_year(2567))

    # 28,750,000 baht at the top of the fourth slice, and 0.7 % of what lies above 5,000 million.
    whole_baht = 10**13 * 1000
    assert int(got.payable_satang.sum()) == (28_750_000 + (whole_baht - 5 * 10**9) * 7 // 1000) * 100


def test_juristic_person_is_refused_when_it_claims_a_main_home() -> None:
    with pytest.raises(ValueError, match="main home"):
        facts_of([Line(1, False, 1, 1, "MAIN_HOME", 100, 1, 1)])


def test_uses_are_refused_when_they_exceed_the_property() -> None:
    facts = facts_of([Line(1, True, 1, 1, "OTHER_USE", 100, 2, 1)])

    with pytest.raises(ValueError, match="exceed"):
        kernel.assess(facts, law=library.of_year(2567))


def test_no_lines_give_an_empty_assessment() -> None:
    got = kernel.assess(facts_of([]), law=library.of_year(2567))

    assert got.payable_satang.size == 0
