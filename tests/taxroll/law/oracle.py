"""A second reading of the law, slow and plain, in exact fractions and one line at a time.

It shares no number and no code with the kernel: the tables are written out again here, as a clerk would, in baht
and percent. Where both agree to the satang, either could be wrong only in the same way.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

MILLION = 1_000_000
PERCENT_BY_SLICE: dict[str, list[tuple[int | None, str]]] = {
    "AGRICULTURE": [(75, "0.01"), (100, "0.03"), (500, "0.05"), (1000, "0.07"), (None, "0.10")],
    "MAIN_HOME": [(25, "0.03"), (50, "0.05"), (None, "0.10")],
    "MAIN_HOME_BUILDING": [(40, "0.02"), (65, "0.03"), (90, "0.05"), (None, "0.10")],
    "OTHER_RESIDENCE": [(50, "0.02"), (75, "0.03"), (100, "0.05"), (None, "0.10")],
    "OTHER_USE": [(50, "0.3"), (200, "0.4"), (1000, "0.5"), (5000, "0.6"), (None, "0.7")],
    "EXEMPT": [(None, "0")],
    "VACANT": [(50, "0.3"), (200, "0.4"), (1000, "0.5"), (5000, "0.6"), (None, "0.7")],
}
EXEMPT_MILLION = {"AGRICULTURE": 50, "MAIN_HOME": 50, "MAIN_HOME_BUILDING": 10}
PART_PAID = {2563: Fraction(10, 100), 2564: Fraction(10, 100), 2566: Fraction(85, 100)}
PART_OF_INCREASE = {2563: Fraction(25, 100), 2564: Fraction(50, 100), 2565: Fraction(75, 100)}


@dataclass(frozen=True)
class Reading:
    """How the law is read where it is silent."""

    rounding: str = "half_up"
    share: str = "one_decimal_percent"
    farm_order: str = "highest_value_first"
    stacking: str = "only_without_general"

    def rounded(self, amount: Fraction) -> int:
        if self.rounding == "down":
            return floor(amount)
        return half_up(amount) if self.rounding == "half_up" else round(amount)


AS_SHIPPED = Reading()


@dataclass
class Line:
    owner: int
    is_natural: bool
    group: int
    property: int
    table: str
    value_satang: int
    use_part: int
    use_whole: int
    is_floor_share: bool = False
    vacant_years: int = 0
    reduction_percent: int = 0
    old_tax_satang: int = 0


@dataclass
class Answer:
    value: int = 0
    exemption: int = 0
    tax: int = 0
    escalation: int = 0
    relief: int = 0
    phase_in: int = 0
    payable: int = 0


def half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def read_law(lines: list[Line], year: int, reading: Reading = AS_SHIPPED) -> list[Answer]:
    answers = [Answer() for _ in lines]
    _values(lines, answers, reading)
    _exemptions(lines, answers, year, reading)
    _taxes(lines, answers, reading)
    _reliefs(lines, answers, year, reading)
    _phase_in(lines, answers, year, reading)
    return answers


def _values(lines: list[Line], answers: list[Answer], reading: Reading) -> None:
    done: dict[int, tuple[int, Fraction, int]] = {}
    for line, answer in zip(lines, answers, strict=True):
        area, _, before = done.get(line.property, (0, Fraction(0), 0))
        area += line.use_part
        share = Fraction(area, line.use_whole)
        if line.is_floor_share and reading.share == "one_decimal_percent":
            share = Fraction(reading.rounded(share * 1000), 1000)
        after = reading.rounded(share * line.value_satang)
        answer.value = after - before
        done[line.property] = (area, share, after)


def _exemptions(lines: list[Line], answers: list[Answer], year: int, reading: Reading) -> None:
    for i, answer in enumerate(answers):
        if lines[i].table == "EXEMPT":
            answer.exemption = answer.value
    for table, million in EXEMPT_MILLION.items():
        for owner in {line.owner for line in lines}:
            mine = [i for i, line in enumerate(lines) if (line.owner, line.table) == (owner, table) and line.is_natural]
            if table == "AGRICULTURE" and reading.farm_order != "as_listed":
                sign = -1 if reading.farm_order == "highest_value_first" else 1
                mine.sort(key=lambda i: (sign * answers[i].value, i))
            left: float | int = million * MILLION * 100
            if table == "AGRICULTURE" and year <= 2565:
                left = float("inf")
            for i in mine:
                answers[i].exemption = int(min(left, answers[i].value))
                left -= answers[i].exemption


def _taxes(lines: list[Line], answers: list[Answer], reading: Reading) -> None:
    bases: dict[tuple[int, str], tuple[int, Fraction, Fraction]] = {}
    for line, answer in zip(lines, answers, strict=True):
        key = (line.group, line.table)
        base, plain, risen = bases.get(key, (0, Fraction(0), Fraction(0)))
        after = base + answer.value - answer.exemption
        plain_after = plain + _between(line, base, after, Fraction(0))
        risen_after = risen + _between(line, base, after, _escalation_percent(line))
        answer.tax = reading.rounded(risen_after) - reading.rounded(risen)
        answer.escalation = reading.rounded(risen_after - plain_after) - reading.rounded(risen - plain)
        bases[key] = (after, plain_after, risen_after)


def _between(line: Line, base: int, after: int, more_percent: Fraction) -> Fraction:
    tax, low = Fraction(0), 0
    for million, percent in PERCENT_BY_SLICE[line.table]:
        high = after if million is None else million * MILLION * 100
        taxed = max(0, min(after, high) - max(base, low))
        rate = min(Fraction(percent) + more_percent, Fraction(3))
        tax += taxed * rate / 100
        low = high
    return tax


def _escalation_percent(line: Line) -> Fraction:
    if line.table != "VACANT" or line.vacant_years < 1:
        return Fraction(0)
    return Fraction("0.3") * ((line.vacant_years - 1) // 3)


def _part_paid(line: Line, year: int, reading: Reading) -> Fraction:
    general = PART_PAID.get(year, Fraction(1))
    by_type = Fraction(100 - line.reduction_percent, 100)
    if reading.stacking == "larger_one":
        return min(general, by_type)
    if reading.stacking == "only_without_general" and general != 1:
        return general
    return general * by_type


def _reliefs(lines: list[Line], answers: list[Answer], year: int, reading: Reading) -> None:
    running: dict[tuple[int, str], Fraction] = {}
    for line, answer in zip(lines, answers, strict=True):
        before = running.get((line.group, line.table), Fraction(0))
        after = before + answer.tax * _part_paid(line, year, reading)
        answer.relief = answer.tax - (reading.rounded(after) - reading.rounded(before))
        running[line.group, line.table] = after


def _phase_in(lines: list[Line], answers: list[Answer], year: int, reading: Reading) -> None:
    for owner in {line.owner for line in lines}:
        mine = [i for i, line in enumerate(lines) if line.owner == owner]
        owes = sum(answers[i].tax - answers[i].relief for i in mine)
        owed = sum(lines[i].old_tax_satang for i in mine)
        pays = owes
        if year in PART_OF_INCREASE and owes > owed:
            pays = owed + reading.rounded((owes - owed) * PART_OF_INCREASE[year])
        running = 0
        for i in mine:
            full = answers[i].tax - answers[i].relief
            before, running = running, running + full
            part = Fraction(pays, max(owes, 1))
            kept = reading.rounded(running * part) - reading.rounded(before * part)
            answers[i].phase_in, answers[i].payable = full - kept, kept
