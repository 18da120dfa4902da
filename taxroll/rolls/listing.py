"""The list of property is published (ภ.ด.ส. 3 and 4), may be corrected, and is then assessed (s. 30 to 32)."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from taxroll import assessment
from taxroll.models import Correction, Outcome, Roll, RollStatus
from taxroll.rolls import states, terms
from taxroll.rolls.states import Move


class PlaceMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say where the list is posted, so that owners know where to look."))


class PublishedTooEarly(Refusal):
    def __init__(self, earliest: date) -> None:
        sentence = _("A list of this tax year cannot have been published before %(day)s. Check the date.")
        super().__init__(sentence % {"day": town.thai_date(earliest)})


class PublishedInTheFuture(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The day of publication has not come yet. Enter it when the list has been posted."))


class ListStillOpen(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _(
            "Owners may ask for corrections of the list of %(year)s until %(day)s. Assess it on the next day, or later."
        )
        super().__init__(sentence % {"year": roll.tax_year_be, "day": town.thai_date(roll.corrections_until)})


class CorrectionsWait(Refusal):
    def __init__(self, count: int) -> None:
        sentence = _("%(count)s corrections of the list still wait for a decision or for being assessed again.")
        super().__init__(sentence % {"count": count})


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why; the reason is kept in the journal."))


@transaction.atomic
def publish(roll: Roll, *, listed_on: date, place: str, by: User, at: datetime) -> Roll:
    """Record that the list was posted, where and on which day; from then on it is corrected owner by owner.

    Raises RollIsSealed, MoveNotOpen, RollIsEmpty, PlaceMissing, PublishedTooEarly or PublishedInTheFuture.
    """
    roll = assessment.locked(roll, Move.PUBLISH)
    if roll.line_count == 0:
        raise assessment.RollIsEmpty(roll)
    _check_publication(roll, listed_on, place, on=timezone.localdate(at))
    days = terms.correction_days(roll.municipality, on=listed_on).value
    roll.status, roll.listed_on, roll.listed_place = RollStatus.LISTED, listed_on, place.strip()
    roll.listed_by, roll.corrections_until = by, listed_on + timedelta(days=days)
    roll.save()
    assessment.write_down(roll, "list published", by=by, at=at, listed_on=listed_on.isoformat(), place=place.strip())
    return roll


@transaction.atomic
def withdraw(roll: Roll, *, why: str, by: User, at: datetime) -> Roll:
    """Take a published list back, so that the roll is a draft again; raises MoveNotOpen or ReasonMissing."""
    return _back(roll, Move.WITHDRAW, "list withdrawn", why=why, by=by, at=at)


@transaction.atomic
def assess(roll: Roll, *, by: User, at: datetime, on: date) -> Roll:
    """Close the list for corrections and take the taxes as computed; raises ListStillOpen, CorrectionsWait.

    Also RollIsSealed, MoveNotOpen or RollIsEmpty. A supplementary roll is assessed straight from its draft.
    """
    roll = assessment.locked(roll, Move.ASSESS)
    if roll.bill_count == 0:
        raise assessment.RollIsEmpty(roll)
    if roll.corrections_until and on <= roll.corrections_until:
        raise ListStillOpen(roll)
    if count := waiting(roll):
        raise CorrectionsWait(count)
    roll.status, roll.assessed_at, roll.assessed_by = RollStatus.ASSESSED, at, by
    roll.save()
    assessment.write_down(roll, "roll assessed", by=by, at=at)
    return roll


@transaction.atomic
def reopen(roll: Roll, *, why: str, by: User, at: datetime) -> Roll:
    """Open an assessed roll again for corrections; raises RollIsSealed, MoveNotOpen or ReasonMissing."""
    return _back(roll, Move.REOPEN, "roll opened again", why=why, by=by, at=at)


def waiting(roll: Roll) -> int:
    """How many corrections of the list still ask for something."""
    undecided = Correction.objects.filter(roll=roll, outcome="")
    to_apply = Correction.objects.filter(roll=roll, outcome=Outcome.ACCEPTED, applied_at=None)
    return undecided.count() + to_apply.count()


def _check_publication(roll: Roll, listed_on: date, place: str, *, on: date) -> None:
    if not place.strip():
        raise PlaceMissing
    if listed_on > on:
        raise PublishedInTheFuture
    earliest = roll.as_of_date.replace(year=roll.as_of_date.year - 1)
    if listed_on < earliest:
        raise PublishedTooEarly(earliest)


def _back(roll: Roll, move: Move, action: str, *, why: str, by: User, at: datetime) -> Roll:
    if not why.strip():
        raise ReasonMissing
    roll = assessment.locked(roll, move)
    state = states.after(move, state=roll.status, sequence=roll.sequence)
    roll.status = RollStatus(str(state))
    roll.save()
    assessment.write_down(roll, action, by=by, at=at, why=why.strip())
    return roll
