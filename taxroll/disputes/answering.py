"""Corrections that owners asked for, decided: the list is put right and the filing is answered by the same words.

A correction that an officer asked for is decided here too; there is then nobody to answer.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from taxroll.disputes import deciding, listed
from taxroll.models import Correction, Filing, FilingOutcome
from taxroll.rolls import corrections
from taxroll.rolls.corrections import PlotFacts


@transaction.atomic
def accept(correction: Correction, *, reasons: str, facts: PlotFacts | None, by: User, at: datetime) -> Correction:
    """Accept a correction and answer the owner; raises what `corrections.accept` and `deciding.decide` do."""
    filing = _asked_by(correction)
    decided = corrections.accept(correction, reasons=reasons, facts=facts, by=by, at=at)
    if filing:
        deciding.answer(filing, outcome=FilingOutcome.GRANTED, reasons=reasons, by=by, at=at)
    return decided


@transaction.atomic
def refuse(correction: Correction, *, reasons: str, by: User, at: datetime) -> Correction:
    """Refuse a correction and answer the owner; raises what `corrections.refuse` and `deciding.decide` do."""
    filing = _asked_by(correction)
    decided = corrections.refuse(correction, reasons=reasons, by=by, at=at)
    if filing:
        deciding.answer(filing, outcome=FilingOutcome.REFUSED, reasons=reasons, by=by, at=at)
    return decided


@transaction.atomic
def take_into_list(filing: Filing, *, by: User, at: datetime) -> Correction:
    """Take a filing that came while no list was open into the one that is open now; raises what `listed.take` does."""
    return listed.take(deciding.locked(filing), by=by, at=at)


def _asked_by(correction: Correction) -> Filing | None:
    """The owner's filing behind a correction, locked before the list is, as where it was received."""
    filing = Filing.objects.filter(correction=correction, outcome="").select_related("notice__bill").first()
    return deciding.locked(filing) if filing else None
