"""What lateness costs, held against a plain reading: every part of the tax by itself, from its day to its payment."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from taxroll.law import collection, library
from taxroll.law.collection import Paid

DUE = date(2024, 6, 30)
DAYS = st.integers(-60, 4_000).map(lambda days: DUE + timedelta(days=days))
LAW = library.of_year(2567)


def months_begun(day: date) -> int:
    """How many months have begun since the last day of June 2024, counted on a calendar page by page."""
    count, year, month = 0, DUE.year, DUE.month
    while date(year, month, monthrange(year, month)[1]) < day:
        count, year, month = count + 1, year + month // 12, month % 12 + 1
    return count


def read_plainly(tax: int, paid: list[tuple[date, int]], on: date, more_time: date | None) -> tuple[int, int]:
    """Penalty (10 %, nobody was warned) and surcharge in satang by s. 68 and 70."""
    parts = [*paid, (on, tax - sum(satang for _day, satang in paid))]
    penalty, surcharge = 0, Fraction(0)
    for day, satang in parts:
        in_granted_time = more_time is not None and day <= more_time
        late = day > DUE
        penalty += (satang * 10 + 50) // 100 if late and not in_granted_time else 0
        surcharge += satang * months_begun(day) * Fraction(5 if in_granted_time else 10, 1000) if late else 0
    return penalty, min(tax, int(surcharge + Fraction(1, 2)))


@given(
    tax=st.integers(1, 10**9),
    shares=st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=3, unique_by=lambda paid: paid[0]),
    on=DAYS,
    more_time=st.one_of(st.none(), DAYS.filter(lambda day: day > DUE)),
)
def test_lateness_costs_what_a_plain_reading_says(
    tax: int, shares: list[tuple[date, int]], on: date, more_time: date | None
) -> None:
    paid = sorted((day, tax * percent // 100) for day, percent in shares if day <= on and percent)
    while sum(satang for _day, satang in paid) > tax:
        paid.pop()

    due = collection.due(
        tax,
        due_date=DUE,
        payments=[Paid(day, tax_satang=satang) for day, satang in paid],
        on=on,
        law=LAW,
        more_time=more_time,
    )

    assert (due.penalty_satang, due.surcharge_satang) == read_plainly(tax, paid, on, more_time)
