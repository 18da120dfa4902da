"""Withdraws a petition on its owner's word, while nothing is decided; a draft is deleted instead."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.refusals import Refusal
from permits import moving, workflow
from permits.models import Petition


class DecidedAlready(Refusal):
    """The office has decided: there is nothing left to withdraw."""


@transaction.atomic
def withdraw(petition: Petition, *, at: datetime) -> Petition:
    """Move the petition to “withdrawn”; withdrawn already, it stays so. Raises DecidedAlready."""
    locked = moving.locked(petition)
    stands = moving.stands_at(locked)
    if stands == workflow.WITHDRAWN:
        return locked
    if stands not in workflow.OPEN:
        raise DecidedAlready(_("The petition was decided already and cannot be withdrawn."))
    locked.asked_back.filter(answered_at=None).update(answered_at=at)
    moving.move(locked, to=workflow.WITHDRAWN, by=None, at=at)
    return locked
