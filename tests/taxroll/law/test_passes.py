"""The small arithmetic of the passes against exact fractions, where 64 bits end and where halves lie."""

from fractions import Fraction
from math import floor

from hypothesis import example, given, settings
from hypothesis import strategies as st

from taxroll.law import compiled, kernel, passes
from taxroll.law.rounding import Rounding

LARGEST = 2**62
WHOLES = st.one_of(st.integers(1, LARGEST), st.integers(1, 10), st.sampled_from([2, 4, 1_000, 1_000_000, LARGEST]))


def rounded(amount: Fraction, mode: Rounding) -> int:
    if mode is Rounding.DOWN:
        return floor(amount)
    return round(amount) if mode is Rounding.HALF_EVEN else floor(amount + Fraction(1, 2))


@settings(deadline=None)
@given(st.integers(0, LARGEST), WHOLES, st.data(), st.sampled_from(list(Rounding)))
def test_proportion_is_exact_whatever_the_size(amount: int, whole: int, data: st.DataObject, mode: Rounding) -> None:
    part = data.draw(st.integers(0, whole))

    got = passes.proportion(amount, part, whole, kernel.MODES[mode])

    assert got == rounded(Fraction(amount * part, whole), mode)


@settings(deadline=None)
@given(st.integers(0, LARGEST), WHOLES, st.data(), st.sampled_from(list(Rounding)))
def test_compiled_proportion_is_the_same(amount: int, whole: int, data: st.DataObject, mode: Rounding) -> None:
    part, number = data.draw(st.integers(0, whole)), kernel.MODES[mode]

    assert int(compiled.functions().proportion(amount, part, whole, number)) == passes.proportion(
        amount, part, whole, number
    )


@settings(deadline=None)
@given(st.integers(0, LARGEST), st.integers(1, LARGEST), st.sampled_from(list(Rounding)))
@example(5, 2, Rounding.HALF_EVEN)
@example(7, 2, Rounding.HALF_EVEN)
@example(5, 2, Rounding.HALF_UP)
def test_quotient_is_rounded_by_its_mode(amount: int, divisor: int, mode: Rounding) -> None:
    assert passes.quotient(amount, divisor, kernel.MODES[mode]) == rounded(Fraction(amount, divisor), mode)
