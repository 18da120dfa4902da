"""Supplementary rolls: the same run on the register as it is known by now, of which only what changed is kept.

A sealed roll is never updated. Owners whose computation has changed since the last sealed roll of the year get a bill
with the whole new computation, less what was charged before; a negative payable is to be refunded.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import sql_files
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll import assessment
from taxroll.models import Bill, Roll, RollStatus
from taxroll.rolls import computing, storing

LAST_SEQUENCE = 9
"""The reference of a bill has one digit for the sequence."""


class MainRollNotSealed(Refusal):
    def __init__(self, tax_year_be: int) -> None:
        sentence = _("The main roll of %(year)s is not sealed yet. Correct it there; supplements come after sealing.")
        super().__init__(sentence % {"year": tax_year_be})


class NothingChanged(Refusal):
    def __init__(self, tax_year_be: int) -> None:
        sentence = _(
            "Nothing has changed in the register that touches the tax of %(year)s: there is nothing to supplement."
        )
        super().__init__(sentence % {"year": tax_year_be})


class TooManySupplements(Refusal):
    def __init__(self, tax_year_be: int) -> None:
        sentence = _("The year %(year)s already has %(most)s rolls, the most that bill references can tell apart.")
        super().__init__(sentence % {"year": tax_year_be, "most": LAST_SEQUENCE})


@transaction.atomic
def build(*, municipality: Municipality, tax_year_be: int, by: User, at: datetime) -> Roll:
    """Build the next supplementary draft of a year, replacing a former draft.

    Raises MainRollNotSealed, NothingChanged, TooManySupplements, NoLawForYear or MoveNotOpen.
    """
    law = assessment.law_of_year(tax_year_be)
    before, sequence = _place(municipality, tax_year_be)
    roll = assessment.empty_draft(municipality, tax_year_be=tax_year_be, sequence=sequence, by=by, at=at)
    computed = computing.of_register(municipality, law=law)
    storing.store(roll, computed.valued, computed.assessed)
    storing.run("insert_vanished_bills", roll, before=before.pk)
    _drop_unchanged(roll, before)
    storing.run("take_off_charged", roll)
    assessment.count(roll)
    if roll.bill_count == 0:
        raise NothingChanged(tax_year_be)
    roll.save()
    assessment.write_down(roll, "supplementary roll built", by=by, at=at)
    return roll


def _place(municipality: Municipality, tax_year_be: int) -> tuple[Roll, int]:
    """The last sealed roll of the year, and the sequence of the supplement after it; the main roll is locked."""
    rolls = Roll.objects.filter(municipality=municipality, tax_year_be=tax_year_be)
    main = rolls.select_for_update().filter(sequence=assessment.MAIN_ROLL).first()
    if main is None or not main.is_sealed:
        raise MainRollNotSealed(tax_year_be)
    last = rolls.filter(status=RollStatus.SEALED).order_by("-sequence")[0]
    if last.sequence >= LAST_SEQUENCE:
        raise TooManySupplements(tax_year_be)
    return last, last.sequence + 1


def _drop_unchanged(roll: Roll, before: Roll) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "keep_changed_bills"), {"roll": roll.pk, "before": before.pk})
        [(same,)] = cursor.fetchall()
    Bill.objects.filter(pk__in=same or [])._raw_delete(using=connection.alias)
