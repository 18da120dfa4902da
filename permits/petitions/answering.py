"""The applicant's answer to what an officer asked back: the petition is checked anew and goes back to the office."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.models import Step
from gis_assets.refusals import Refusal
from permits import moving, workflow
from permits.ground import checking
from permits.models import Petition
from permits.petitions import asking_back, completeness
from permits.petitions.submission import Incomplete


class NothingAsked(Refusal):
    """The office asked nothing, or was answered already."""


@transaction.atomic
def answer(petition: Petition, *, at: datetime) -> Petition:
    """Close the question and move the petition on; raises NothingAsked or Incomplete.

    It goes back to where it was asked from: to the examination, or to the queue if nobody had begun.
    """
    locked = moving.locked(petition)
    asked = asking_back.open_question(locked)
    if asked is None or moving.stands_at(locked) != workflow.ASKED:
        raise NothingAsked(_("The office asks nothing of you now. Look at where your petition stands."))
    if lacks := completeness.missing(locked):
        raise Incomplete(lacks)
    asked.answered_at = at
    asked.save(update_fields=["answered_at"])
    checking.check(locked, by=None, at=at)
    moving.move(locked, to=_back_to(locked), by=None, at=at)
    return locked


def _back_to(petition: Petition) -> str:
    before = Step.objects.filter(case=petition.case).exclude(code=workflow.ASKED).order_by("entered_at", "pk").last()
    was_examined = before is not None and before.code in (workflow.EXAMINED, workflow.VISIT)
    return workflow.EXAMINED if was_examined else workflow.SUBMITTED
