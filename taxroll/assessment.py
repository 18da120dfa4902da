"""Second step: the roll of a year, built from the valued register by the law of that year, and sealed.

A draft may be built again and again; each time it is replaced whole. After a correction only the owners concerned are
assessed again. A sealed roll is closed for good: the database refuses any change, and its digest shows years later that
nothing was changed behind the database's back. How a roll is published in between is for `taxroll.rolls.listing`.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll.law import book, library
from taxroll.law.book import LawOfYear
from taxroll.law.dated import LawIsSilent
from taxroll.models import Roll, RollStatus
from taxroll.rolls import computing, replacing, sealing, states, storing
from taxroll.rolls.computing import Computed
from taxroll.rolls.states import Move

MAIN_ROLL = 1


class NoLawForYear(Refusal):
    def __init__(self, tax_year_be: int) -> None:
        sentence = _(
            "There is no law on file for tax year %(year)s. Complete the law files first, then build the roll."
        )
        super().__init__(sentence % {"year": tax_year_be})


class RollIsSealed(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("The roll of %(year)s is sealed and cannot be changed. Corrections go into a supplementary roll.")
        super().__init__(sentence % {"year": roll.tax_year_be})


class RollIsEmpty(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("The roll of %(year)s has no lines. Complete owners, uses and prices, then build it again.")
        super().__init__(sentence % {"year": roll.tax_year_be})


class MoveNotOpen(Refusal):
    """The roll does not stand where this move begins."""

    def __init__(self, roll: Roll, move: Move) -> None:
        super().__init__(_SENTENCES[move] % {"year": roll.tax_year_be, "state": roll.get_status_display()})


class LawHasChanged(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _(
            "The law on file has changed since the roll of %(year)s was built. Build it again, so that all owners are"
            " assessed by the same law."
        )
        super().__init__(sentence % {"year": roll.tax_year_be})


_SENTENCES = {
    Move.BUILD: _(
        "The roll of %(year)s stands at “%(state)s”. Only a draft is built again; withdraw the list first, or correct"
        " single owners."
    ),
    Move.CORRECT: _(
        "The roll of %(year)s stands at “%(state)s”. Single owners are assessed again in the main roll before it is"
        " sealed; a supplementary roll is built again as a whole."
    ),
    Move.PUBLISH: _("The roll of %(year)s stands at “%(state)s”. Only a draft is published as a list."),
    Move.WITHDRAW: _("The roll of %(year)s stands at “%(state)s”. There is no list to withdraw."),
    Move.ASSESS: _("The roll of %(year)s stands at “%(state)s”. It is assessed after its list was published."),
    Move.REOPEN: _("The roll of %(year)s stands at “%(state)s”. Only an assessed roll is opened again."),
    Move.SEAL: _("The roll of %(year)s stands at “%(state)s”. It is sealed after it was assessed."),
}


@transaction.atomic
def build(
    *, municipality: Municipality, tax_year_be: int, by: User, at: datetime, computed: Computed | None = None
) -> Roll:
    """Build the draft roll of a year, replacing a former draft; raises NoLawForYear, RollIsSealed or MoveNotOpen.

    `computed` comes from inputs frozen before; LawHasChanged where it was by another law than that on file.
    """
    law = law_of_year(tax_year_be)
    roll = empty_draft(municipality, tax_year_be=tax_year_be, sequence=MAIN_ROLL, by=by, at=at)
    if computed is None:
        computed = computing.of_register(municipality, law=law)
    elif computed.law_digest != roll.law_digest:
        raise LawHasChanged(roll)
    storing.store(roll, computed.valued, computed.assessed)
    count(roll)
    roll.save()
    frozen = {"inputs_sha256": computed.inputs_sha256} if computed.inputs_sha256 else {}
    write_down(roll, "roll built", by=by, at=at, **frozen)
    return roll


@transaction.atomic
def reassess(roll: Roll, *, parties: Iterable[int], by: User, at: datetime) -> Roll:
    """Assess some parties (primary keys) of an open main roll again from the register; nobody else's lines change.

    Whoever by now holds what stood on their bills is assessed with them. Raises RollIsSealed, MoveNotOpen, NoLawForYear
    or LawHasChanged.
    """
    roll = locked(roll, Move.CORRECT)
    law = law_of_year(roll.tax_year_be)
    if roll.law_digest != library.current().digest:
        raise LawHasChanged(roll)
    went, came = replacing.replace(roll, replacing.concerned(roll, parties), law=law)
    roll.line_count += came.lines - went.lines
    roll.bill_count += came.bills - went.bills
    roll.gap_count += came.gaps - went.gaps
    roll.payable_satang += came.payable_satang - went.payable_satang
    roll.save(update_fields=["line_count", "bill_count", "gap_count", "payable_satang"])
    write_down(
        roll,
        "owners assessed again",
        by=by,
        at=at,
        before_satang=went.payable_satang,
        after_satang=came.payable_satang,
    )
    return roll


@transaction.atomic
def seal(roll: Roll, *, by: User, at: datetime) -> Roll:
    """Close an assessed roll for good; raises RollIsSealed, MoveNotOpen or RollIsEmpty."""
    roll = locked(roll, Move.SEAL)
    if roll.bill_count == 0:
        raise RollIsEmpty(roll)
    roll.rows_digest = sealing.seal_lines(roll)
    roll.status, roll.sealed_at, roll.sealed_by = RollStatus.SEALED, at, by
    roll.save()
    write_down(roll, "roll sealed", by=by, at=at, rows_digest=roll.rows_digest)
    return roll


def digest(roll: Roll) -> str:
    """SHA-256 over the roll as it stands now; equal to `roll.rows_digest` as long as a sealed roll is intact."""
    return sealing.root(roll, sealing.line_digests(roll))


def law_of_year(tax_year_be: int) -> LawOfYear:
    """The law on file for the year; raises NoLawForYear."""
    try:
        return library.of_year(tax_year_be)
    except LawIsSilent as silence:
        raise NoLawForYear(tax_year_be) from silence


def locked(roll: Roll, move: Move) -> Roll:
    """The roll, locked, if the move may be made where it stands; raises RollIsSealed or MoveNotOpen."""
    roll = Roll.objects.select_for_update(of=["self"]).select_related("municipality").get(pk=roll.pk)
    check_open(roll, move)
    return roll


def check_open(roll: Roll, move: Move) -> None:
    """Whether the move may be made where the roll stands; raises RollIsSealed or MoveNotOpen."""
    if roll.is_sealed:
        raise RollIsSealed(roll)
    if states.after(move, state=roll.status, sequence=roll.sequence) is None:
        raise MoveNotOpen(roll, move)


def empty_draft(municipality: Municipality, *, tax_year_be: int, sequence: int, by: User, at: datetime) -> Roll:
    """The roll of that sequence, locked, with nothing in it; raises RollIsSealed or MoveNotOpen."""
    fresh = {
        "as_of_date": book.assessment_day(tax_year_be),
        "built_at": at,
        "built_by": by,
        "law_digest": library.current().digest,
    }
    roll, is_new = Roll.objects.select_for_update().get_or_create(
        municipality=municipality, tax_year_be=tax_year_be, sequence=sequence, defaults=fresh
    )
    check_open(roll, Move.BUILD)
    if not is_new:
        storing.clear(roll)
        for name, now in fresh.items():
            setattr(roll, name, now)
    return roll


def count(roll: Roll) -> None:
    """Note on the roll what it holds."""
    held = storing.totals(roll)
    roll.line_count, roll.bill_count, roll.gap_count = held.lines, held.bills, held.gaps
    roll.payable_satang = held.payable_satang


def write_down(roll: Roll, action: str, *, by: User, at: datetime, why: str = "", **more: object) -> None:
    """One entry of the journal about the roll."""
    journal.append(
        municipality=roll.municipality,
        by=by,
        action=action,
        thing_kind="tax_roll",
        thing_uid=roll.uid,
        at=at,
        why=why,
        details={
            "tax_year_be": roll.tax_year_be,
            "sequence": roll.sequence,
            "lines": roll.line_count,
            "payable_satang": roll.payable_satang,
            **more,
        },
    )
