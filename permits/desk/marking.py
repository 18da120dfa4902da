"""The officer's checklist: each line is ticked, or set aside with a reason; the last mark of a line counts.

What was ticked before the applicant changed something is asked again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.refusals import Refusal
from permits import moving, services, workflow
from permits.models import CheckMark, Petition
from permits.services import CheckItem


class NotOnTheList(Refusal):
    """The checklist of the service has no such line."""


class NotOpen(Refusal):
    """The petition is decided or withdrawn: nothing of it is ticked any more."""


class ReasonMissing(Refusal):
    """A line is set aside without saying why."""


@dataclass(frozen=True)
class Line:
    """A line of the checklist with the mark that counts, if it has one."""

    item: CheckItem
    mark: CheckMark | None

    @property
    def is_ticked(self) -> bool:
        return self.mark is not None and self.mark.is_fine is True

    @property
    def is_set_aside(self) -> bool:
        return self.mark is not None and self.mark.is_fine is False

    @property
    def is_done(self) -> bool:
        return self.is_ticked or self.is_set_aside


@transaction.atomic
def mark(
    petition: Petition, *, item: str, is_fine: bool | None, note: str, by: AbstractBaseUser, at: datetime
) -> CheckMark:
    """Tick a line, set it aside with a reason (`is_fine` False), or take the mark back (None).

    Raises NotOnTheList, NotOpen or ReasonMissing.
    """
    locked = moving.locked(petition)
    if item not in {each.code for each in services.every()[locked.service].checklist}:
        raise NotOnTheList(_("The checklist of this service has no line “%(line)s”.") % {"line": item})
    if moving.stands_at(locked) not in workflow.OPEN:
        raise NotOpen(_("Petition %(case)s is closed. Its checklist stays as it is.") % {"case": locked.case})
    if is_fine is False and not note.strip():
        raise ReasonMissing(_("Say in a few words why this line is set aside."))
    return CheckMark.objects.create(
        municipality=locked.municipality,
        petition=locked,
        item=item,
        is_fine=is_fine,
        note=note.strip(),
        by_id=by.pk,
        at=at,
    )


def checklist(petition: Petition) -> list[Line]:
    """All lines of the service's checklist as they stand."""
    answered = petition.asked_back.exclude(answered_at=None).order_by("answered_at").last()
    marks = petition.check_marks.select_related("by").order_by("at", "pk")
    if answered is not None and answered.answered_at is not None:
        marks = marks.filter(at__gte=answered.answered_at)
    last = {mark.item: mark for mark in marks}
    return [Line(item, last.get(item.code)) for item in services.every()[petition.service].checklist]
