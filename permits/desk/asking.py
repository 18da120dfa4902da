"""Asking back: what is missing or wrong goes to the applicant in words, and the clock stands still until the answer."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.refusals import Refusal
from permits import moving, services, workflow
from permits.models import AskBack, Petition


class AskedAlready(Refusal):
    """The applicant was asked and has not answered."""


class NothingSaid(Refusal):
    """A question without words."""


@transaction.atomic
def ask(petition: Petition, *, words: str, items: Sequence[str], by: AbstractBaseUser, at: datetime) -> AskBack:
    """Ask the applicant; `items` are codes of questions and documents. Raises AskedAlready, NothingSaid or
    steps.StepNotAllowed.
    """
    locked = moving.locked(petition)
    if not words.strip():
        raise NothingSaid(_("Write what is missing or wrong, so that the applicant knows what to do."))
    if locked.asked_back.filter(answered_at=None).exists():
        raise AskedAlready(
            _("The applicant of petition %(case)s was asked already and has not answered yet.") % {"case": locked.case}
        )
    known = {code for code, _name in topics(locked)}
    asked = AskBack.objects.create(
        municipality=locked.municipality,
        petition=locked,
        by_id=by.pk,
        at=at,
        words=words.strip(),
        items=[item for item in items if item in known],
    )
    moving.move(locked, to=workflow.ASKED, by=by, at=at)
    return asked


def topics(petition: Petition) -> list[tuple[str, services.Text]]:
    """What may be asked about: the service's questions and documents, by code and name."""
    service = services.every()[petition.service]
    asked = [(each.code, each.name) for each in service.questions]
    return asked + [(each.code, each.name) for each in service.requirements]
