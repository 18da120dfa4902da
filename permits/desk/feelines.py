"""What an approval costs by the service's file, line by line, each line with what explains it.

Pure: no Django. Rates and their citations are data of the service; here they are only multiplied, and rounded half up
to a whole satang.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from permits import conditions
from permits.services import AREA, Fee


class NotCounted(ValueError):
    """A fee is asked for each unit of an answer that is no number; the message names the fee and the answer."""


@dataclass(frozen=True, kw_only=True)
class FeeLine:
    """One line: a fixed sum, or `units` times `satang_each`, at least `least_satang`."""

    code: str
    name_th: str
    name_en: str
    satang: int
    fixed_satang: int
    satang_each: int
    units: str
    each: str
    least_satang: int
    is_least: bool
    cite_th: str
    cite_en: str
    doubt_th: str
    doubt_en: str


def lines(
    fees: Sequence[Fee], *, answers: Mapping[str, Any], track: str, area_m2: Decimal | None, on: date
) -> list[FeeLine]:
    """The lines that are due on a day; raises NotCounted."""
    known = {**answers, "track": track, AREA: area_m2}
    due = (fee for fee in fees if fee.cited.holds_on(on) and conditions.hold(fee.when, answers=known))
    return [_line(fee, known) for fee in due]


def total(of: Sequence[FeeLine]) -> int:
    """The sum in satang."""
    return sum(line.satang for line in of)


def as_json(of: Sequence[FeeLine]) -> list[dict[str, Any]]:
    """The lines as they are kept with the fee."""
    return [asdict(line) for line in of]


def _line(fee: Fee, known: Mapping[str, Any]) -> FeeLine:
    units = _units(fee, known) if fee.each else Decimal(0)
    counted = fee.satang + int((units * fee.satang_each).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return FeeLine(
        code=fee.code,
        name_th=fee.name.th,
        name_en=fee.name.en,
        satang=max(counted, fee.least_satang),
        fixed_satang=fee.satang,
        satang_each=fee.satang_each if fee.each else 0,
        units=f"{units.normalize():f}" if fee.each else "",
        each=fee.each,
        least_satang=fee.least_satang,
        is_least=counted < fee.least_satang,
        cite_th=fee.cited.cite.th,
        cite_en=fee.cited.cite.en,
        doubt_th=fee.cited.doubt.th,
        doubt_en=fee.cited.doubt.en,
    )


def _units(fee: Fee, known: Mapping[str, Any]) -> Decimal:
    said = known.get(fee.each)
    try:
        units = Decimal(str(said))
    except InvalidOperation:
        units = Decimal("NaN")
    if not units.is_finite() or units < 0:
        raise NotCounted(f"The fee {fee.code} is asked for each {fee.each}, which is {said!r}.")
    return units
