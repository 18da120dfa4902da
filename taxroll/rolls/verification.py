"""Proof of a sealed roll: its rows are as they were sealed, and the register as of its day gives the same again.

The run is done a second time by the very code that built the roll, into a roll that is rolled back, and compared
column by column. What differs is listed with what was told since (`later_records`); a difference that no record
explains is an alarm.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import sql_files
from gis_assets.refusals import Refusal
from taxroll import assessment
from taxroll.law import library
from taxroll.models import Bill, Roll, RollLine, RollStatus
from taxroll.rolls import computing, later_records, sealing, storing
from taxroll.rolls.later_records import Differing, Told

WHOLE_LINE, OF_THE_BILL = "line", ("parties", "owner_name", "owner_address")
SHADOW_SEQUENCE = 0
"""The sequence of the roll that is computed again and never kept; no real roll has it."""


class RollNotSealed(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("The roll of %(year)s is not sealed; there is nothing to prove yet.")
        super().__init__(sentence % {"year": roll.tax_year_be})


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

    @property
    def column_name(self) -> str:
        """The column in the words of the page."""
        if self.column == WHOLE_LINE:
            return str(_("the whole line; payable (satang)"))
        model = Bill if self.column in OF_THE_BILL else RollLine
        named = {field.column: field.verbose_name for field in model._meta.concrete_fields}
        return str(named[self.column])


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

    def __init__(self, rows: list[Differing]) -> None:
        super().__init__()
        self.rows = rows


def verify(roll: Roll) -> Verification:
    """Prove a sealed roll, or list what differs; raises RollNotSealed. Writes nothing that stays."""
    if not roll.is_sealed:
        raise RollNotSealed(roll)
    differing = _computed_again(roll)
    explained = later_records.explaining(roll, differing)
    digests = sealing.line_digests(roll)
    return Verification(
        tax_year_be=roll.tax_year_be,
        sequence=roll.sequence,
        sealed_digest=roll.rows_digest,
        digest_now=sealing.root(roll, digests),
        is_law_the_same=roll.law_digest == library.current().digest,
        lines=roll.line_count,
        broken_lines=tuple(sealing.broken(roll, digests)),
        differences=tuple(map(_difference, differing, explained)),
    )


def _computed_again(roll: Roll) -> list[Differing]:
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


def _compared(roll: Roll, shadow: Roll) -> list[Differing]:
    asked = {"roll": roll.pk, "again": shadow.pk, "is_supplementary": roll.is_supplementary}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "verify_lines"), asked)
        return [Differing(*row) for row in cursor.fetchall()]


def _difference(row: Differing, explained_by: tuple[Told, ...]) -> Difference:
    return Difference(
        row.number, row.parcel_code, row.house_number, row.column, row.sealed, row.again, explained_by=explained_by
    )
