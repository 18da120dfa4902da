"""How much of this year's levy will have come in by the end of the year, by how earlier years came in. Pure.

An earlier year's curve says which share of its levy was collected by each day. What is still to come this year is taken
to be the share that came after the same day of an earlier year, times this year's levy. Each earlier year gives one
answer; the middle of the forecast is their mean, its range the lowest and the highest of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

PPM = 1_000_000


@dataclass(frozen=True)
class Curve:
    """What one year collected: levy in satang, and (day from 1 January, satang) for each day with money, in order."""

    tax_year_be: int
    levied_satang: int
    collected: Sequence[tuple[int, int]]

    def collected_by(self, day: int) -> int:
        return sum(satang for on, satang in self.collected if on <= day)

    def share_ppm(self, day: int) -> int:
        """Share of the levy collected up to and including the day."""
        return self.collected_by(day) * PPM // self.levied_satang if self.levied_satang else 0


@dataclass(frozen=True)
class Answer:
    """What one earlier year says: its shares by the same day and by the end, and this year's sum that follows."""

    tax_year_be: int
    share_now_ppm: int
    share_end_ppm: int
    expected_satang: int


@dataclass(frozen=True)
class Forecast:
    """The year's collection by its end, with what each earlier year says."""

    low_satang: int
    middle_satang: int
    high_satang: int
    answers: tuple[Answer, ...]


def forecast(
    *, levied_satang: int, collected_satang: int, day: int, end: int, earlier: Sequence[Curve]
) -> Forecast | None:
    """Expect the collection of a year by `end` on its day `day`; None where no earlier year was levied.

    No answer exceeds the levy nor falls below what is collected.
    """
    answers = []
    for curve in earlier:
        if curve.levied_satang <= 0:
            continue
        now, final = curve.share_ppm(day), curve.share_ppm(end)
        to_come = levied_satang * max(final - now, 0) // PPM
        expected = max(min(collected_satang + to_come, levied_satang), collected_satang)
        answers.append(Answer(curve.tax_year_be, now, final, expected))
    if not answers:
        return None
    sums = [answer.expected_satang for answer in answers]
    return Forecast(min(sums), sum(sums) // len(sums), max(sums), tuple(answers))
