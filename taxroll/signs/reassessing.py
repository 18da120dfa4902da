"""The signs of a bill assessed again with some of their facts put right; nothing is stored and nothing is changed.

With nothing changed it must come to what the bill says, or nothing is told.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import units
from gis_assets.refusals import Refusal
from taxroll.law import library, signboards
from taxroll.law.book import LawOfYear
from taxroll.law.signboards import YearOfSign
from taxroll.models import Bill, Filing, ReassessedSign, SignLine

FACTS = ("width_cm", "height_cm", "faces", "letters", "is_moving", "shown_from")
SUMS = ("periods", "whole_year_satang", "tax_satang", "late_return_satang")


class SignsNotReproducible(Refusal):
    def __init__(self, bill: Bill) -> None:
        sentence = _(
            "Bill %(bill)s does not come out as it was assessed by today's law files. Put the files of that assessment"
            " back first."
        )
        super().__init__(sentence % {"bill": bill.reference})


class ShownAfterTheYear(Refusal):
    def __init__(self, line: SignLine) -> None:
        sentence = _("Sign %(sign)s would be shown only after the tax year. Tick that it owes nothing instead.")
        super().__init__(sentence % {"sign": line.sign_number})


@dataclass(frozen=True)
class SignCorrection:
    """What should have stood for one sign; None leaves it. `owes_nothing`: exempt, taken down, or not this owner's."""

    width_cm: int | None = None
    height_cm: int | None = None
    faces: int | None = None
    letters: int | None = None
    is_moving: bool | None = None
    shown_from: date | None = None
    owes_nothing: bool = False


@dataclass(frozen=True)
class NewSign:
    """A sign of the bill with the facts it was assessed by, and what comes of them."""

    line: SignLine
    facts: Mapping[str, Any]
    owes_nothing: bool
    tax: YearOfSign

    @property
    def payable_satang(self) -> int:
        return self.tax.tax_satang

    @property
    def difference_satang(self) -> int:
        return self.tax.tax_satang - self.line.tax_satang

    @property
    def is_changed(self) -> bool:
        return self.owes_nothing or any(self.facts[name] != getattr(self.line, name) for name in FACTS)


@dataclass(frozen=True)
class ReassessedSigns:
    """The bill before and after, in satang, without what late returns cost."""

    lines: tuple[NewSign, ...]
    before_satang: int
    after_satang: int

    @property
    def difference_satang(self) -> int:
        return self.after_satang - self.before_satang


def reassess(bill: Bill, *, corrections: Mapping[int, SignCorrection]) -> ReassessedSigns:
    """The bill with the signs (by primary key of their lines) corrected; raises one of the Refusals above."""
    lines = list(bill.sign_lines.order_by("number"))
    law = library.of_year(bill.roll.tax_year_be)
    on = timezone.localdate(bill.roll.assessed_at) if bill.roll.assessed_at else bill.roll.as_of_date
    if any(_new(line, SignCorrection(), law, on).tax.tax_satang != line.tax_satang for line in lines):
        raise SignsNotReproducible(bill)
    new = tuple(_new(line, corrections.get(line.pk, SignCorrection()), law, on) for line in lines)
    return ReassessedSigns(new, bill.payable_satang, sum(sign.payable_satang for sign in new))


def rows(filing: Filing, made: ReassessedSigns) -> list[ReassessedSign]:
    """What a decision keeps of it; not saved."""
    return [
        ReassessedSign(
            municipality=filing.municipality,
            filing=filing,
            line=new.line,
            owes_nothing=new.owes_nothing,
            periods=new.tax.periods,
            whole_year_satang=new.tax.whole_year_satang,
            tax_satang=new.tax.tax_satang,
            late_return_satang=new.tax.late_return_satang,
            **new.facts,
        )
        for new in made.lines
    ]


def lines_of(bill: Bill, *, decision: Filing | None) -> Sequence[SignLine]:
    """The signs of a bill as a decision assessed them anew, where one did; not to be saved."""
    anew = {new.line_id: new for new in decision.sign_lines.all()} if decision else {}
    return [_shown(line, anew[line.pk]) if line.pk in anew else line for line in bill.sign_lines.all()]


def _shown(line: SignLine, new: ReassessedSign) -> SignLine:
    shown = copy.copy(line)
    for name in (*FACTS, *SUMS):
        setattr(shown, name, getattr(new, name))
    return shown


def _new(line: SignLine, put: SignCorrection, law: LawOfYear, on: date) -> NewSign:
    given = {field.name: getattr(put, field.name) for field in fields(put)}
    facts = {name: getattr(line, name) if given[name] is None else given[name] for name in FACTS}
    if facts["shown_from"].year > units.year_ce(law.tax_year_be):
        raise ShownAfterTheYear(line)
    whole = signboards.tax_satang(
        rates=law.signboards.value, **{name: facts[name] for name in FACTS if name != "shown_from"}
    )
    tax = signboards.of_year(whole, shown_from=facts["shown_from"], returned_on=line.returned_on or on, law=law)
    if put.owes_nothing:
        tax = YearOfSign(whole, 0, 0, tax.return_by, 0)
    return NewSign(line, facts, put.owes_nothing, tax)
