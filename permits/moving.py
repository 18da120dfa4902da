"""Moves a submitted petition to its next step: the one place that does, with its row locked.

The clock stands still where the applicant is waited for, to answer or to pay, and runs again when the step ends
(`casework.steps`).
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from casework import steps
from casework.models import Step
from permits import telling, workflow
from permits.models import Petition


def locked(petition: Petition) -> Petition:
    """The petition with its row locked, as it stands now; the caller is in a transaction and works with this copy."""
    mine = Petition.objects.select_for_update(of=("self",)).select_related("case__case_type", "municipality")
    return mine.get(pk=petition.pk)


def stands_at(petition: Petition) -> str:
    """The step of `workflow` where the petition stands; empty for a draft."""
    return steps.last_step(petition.case).code if petition.case else ""


@transaction.atomic
def move(petition: Petition, *, to: str, by: AbstractBaseUser | None, at: datetime, note: str = "") -> Step:
    """Move a locked petition on; raises steps.StepNotAllowed or StepBeforeLast. `note` is for the office only.

    The applicant is told in the same transaction, where `telling` says so.
    """
    if petition.case is None:
        raise ValueError("a draft has no step to move from")
    taken = steps.advance(petition.case, to=to, by=by, at=at, note=note)
    if ground := workflow.PAUSES.get(to):
        steps.pause(petition.case, ground=ground, by=by, at=at)
    telling.moved(petition, at=at)
    return taken
