"""Proof of a sealed roll: its rows are as they were sealed, and the register as of its day gives the same again.

The run is done a second time by the very code that built the roll, into a roll that is rolled back, and compared
column by column. What differs is listed with what the register was told since; a difference that no record explains
is an alarm.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import sql_files
from gis_assets.refusals import Refusal
from taxroll import assessment
from taxroll.law import library
from taxroll.models import PriceAccountKind, Roll, RollStatus
from taxroll.rolls import computing, sealing, storing

SHADOW_SEQUENCE = 0
"""The sequence of the roll that is computed again and never kept; no real roll has it."""


PRICE_COLUMNS = ("line", "price_kind", "price_satang", "price_source")
"""Columns by which a price that was changed later shows; "line" where a property had none on one side."""
DEEDS = {
    "brought in": _("Price changed after the sealing: account brought in, %(title)s"),
    "withdrawn": _("Price changed after the sealing: withdrawn, %(title)s"),
    "approved": _("Price changed after the sealing: approved for this property, %(title)s"),
}

_Line = tuple[int, int, int]


class RollNotSealed(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("The roll of %(year)s is not sealed; there is nothing to prove yet.")
        super().__init__(sentence % {"year": roll.tax_year_be})


@dataclass(frozen=True)
class Told:
    """What the register was told after the sealing: of what kind, when, and by which source."""

    kind: str
    recorded_at: datetime
    source: str


@dataclass(frozen=True)
class Difference:
    """One column of one line that comes out otherwise; `column` is "line" where a line is there on one side only."""

    number: int
    parcel_code: str
    house_number: str
    column: str
    sealed: str | None
    again: str | None
    explained_by: tuple[Told, ...]


@dataclass(frozen=True)
class Verification:
    """The outcome; `broken_lines` are those whose rows are not as they were sealed, whatever the register says."""

    tax_year_be: int
    sequence: int
    sealed_digest: str
    digest_now: str
    is_law_the_same: bool
    lines: int
    broken_lines: tuple[int, ...]
    differences: tuple[Difference, ...]

    @property
    def is_intact(self) -> bool:
        """Whether the rows are the sealed rows."""
        return self.sealed_digest == self.digest_now and not self.broken_lines

    @property
    def is_proved(self) -> bool:
        """Whether the rows are the sealed rows and the register gives the same again."""
        return self.is_intact and not self.differences

    @property
    def unexplained(self) -> int:
        """How many differences no record of the register explains."""
        return sum(not difference.explained_by for difference in self.differences)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"is_intact": self.is_intact, "is_proved": self.is_proved}


class _Undo(Exception):
    """Carries the result out of the transaction that is rolled back."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self.rows = rows


def verify(roll: Roll) -> Verification:
    """Prove a sealed roll, or list what differs; raises RollNotSealed. Writes nothing that stays."""
    if not roll.is_sealed:
        raise RollNotSealed(roll)
    differing = _computed_again(roll)
    told = _told_since(roll, differing)
    prices = _prices_since(roll, differing)
    digests = sealing.line_digests(roll)
    return Verification(
        tax_year_be=roll.tax_year_be,
        sequence=roll.sequence,
        sealed_digest=roll.rows_digest,
        digest_now=sealing.root(roll, digests),
        is_law_the_same=roll.law_digest == library.current().digest,
        lines=roll.line_count,
        broken_lines=tuple(sealing.broken(roll, digests)),
        differences=tuple(_difference(row, told, prices) for row in differing),
    )


def _computed_again(roll: Roll) -> list[tuple[Any, ...]]:
    """Rows of `verify_lines.sql` from a second run, of which nothing stays."""
    try:
        with transaction.atomic():
            raise _Undo(_compared(roll, _shadow(roll)))
    except _Undo as done:
        return done.rows


def _shadow(roll: Roll) -> Roll:
    shadow = Roll.objects.create(
        municipality=roll.municipality,
        tax_year_be=roll.tax_year_be,
        sequence=SHADOW_SEQUENCE,
        as_of_date=roll.as_of_date,
        status=RollStatus.DRAFT,
        built_at=roll.built_at,
        built_by=roll.built_by,
        law_digest=roll.law_digest,
    )
    computed = computing.of_register(roll.municipality, law=assessment.law_of_year(roll.tax_year_be))
    storing.store(shadow, computed.valued, computed.assessed)
    return shadow


def _compared(roll: Roll, shadow: Roll) -> list[tuple[Any, ...]]:
    asked = {"roll": roll.pk, "again": shadow.pk, "is_supplementary": roll.is_supplementary}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "verify_lines"), asked)
        return list(cursor.fetchall())


def _told_since(roll: Roll, rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, int], list[Told]]:
    """By parcel and by building, what the register was told after the sealing."""
    asked = {
        "parcels": sorted({row[3] for row in rows} - {0}),
        "buildings": sorted({row[4] for row in rows} - {0}),
        "since": roll.sealed_at,
        "on": roll.as_of_date,
    }
    found: defaultdict[tuple[str, int], list[Told]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "versions_since"), asked)
        for kind, parcel, building, recorded_at, source in cursor.fetchall():
            for thing in _things(parcel, building):
                found[thing].append(Told(kind, recorded_at, source))
    return found


def _things(parcel: int, building: int) -> Iterable[tuple[str, int]]:
    if parcel:
        yield "parcel", parcel
    if building:
        yield "building", building


def _prices_since(roll: Roll, rows: Sequence[tuple[Any, ...]]) -> dict[_Line, list[Told]]:
    """By line whose price came out otherwise, what the prices were told after the sealing."""
    lines = {_line(row) for row in rows if row[5] in PRICE_COLUMNS}
    if not lines:
        return {}
    asked = {"municipality": roll.municipality_id, "since": roll.sealed_at, "on": roll.as_of_date}
    found: defaultdict[_Line, list[Told]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "prices_since"), asked)
        for kind, parcel, building, at, deed, title in cursor.fetchall():
            said = Told("price", at, DEEDS[deed] % {"title": title})
            for line in lines:
                if _touches(kind, parcel, building, line):
                    found[line].append(said)
    return found


def _touches(account_kind: str, parcel: int, building: int, line: _Line) -> bool:
    """Whether a line may have its price from an account of that kind, or from one approved for that property."""
    _number, its_parcel, its_building = line
    if account_kind:
        return (account_kind == PriceAccountKind.BUILDINGS) == bool(its_building)
    return its_building == building if building else (its_parcel, its_building) == (parcel, 0)


def _line(row: tuple[Any, ...]) -> _Line:
    number, _code, _house, parcel, building, *_rest = row
    return number, parcel, building


def _difference(
    row: tuple[Any, ...], told: dict[tuple[str, int], list[Told]], prices: dict[_Line, list[Told]]
) -> Difference:
    number, parcel_code, house_number, parcel, building, column, was, now = row
    known = [said for thing in _things(parcel, building) for said in told.get(thing, [])]
    known += prices.get(_line(row), [])
    return Difference(number, parcel_code, house_number, column, was, now, tuple(dict.fromkeys(known)))
