"""The officer takes up a petition: its appointment is being served, its checks are run on today's register."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from casework import steps
from gis_assets.refusals import Refusal
from permits import moving, workflow
from permits.appointments import attending
from permits.ground import checking
from permits.models import Petition


class ExaminedAlready(Refusal):
    """Somebody examines the petition already."""


@transaction.atomic
def begin(petition: Petition, *, by: AbstractBaseUser, at: datetime) -> Petition:
    """Begin the examination and give the case to this officer; raises ExaminedAlready or steps.StepNotAllowed."""
    locked = moving.locked(petition)
    if moving.stands_at(locked) == workflow.EXAMINED:
        raise ExaminedAlready(
            _("Petition %(case)s is being examined already by %(officer)s.")
            % {"case": locked.case, "officer": in_charge(locked) or "–"}
        )
    moving.move(locked, to=workflow.EXAMINED, by=by, at=at)
    take_over(locked, by=by, at=at)
    attending.serve(locked, by=by, at=at)
    checking.check(locked, by=by, at=at)
    return locked


def take_over(petition: Petition, *, by: AbstractBaseUser, at: datetime) -> None:
    """From now on this officer has the case."""
    if petition.case is not None:
        steps.charge(petition.case, officer=by, by=by, at=at)


def in_charge(petition: Petition) -> AbstractBaseUser | None:
    """Who has the case now."""
    last = petition.case.charges.select_related("officer").order_by("at", "pk").last() if petition.case else None
    return last.officer if last else None
