"""Ends an incident with the words of who mended it, and opens it again when it was not mended."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.refusals import Refusal
from incidents import beliefs, parts, photos, progress, telling, workflow
from incidents.models import Incident, Moment, Photo, Responder


class NothingSaid(Refusal):
    """An incident is not closed or reopened without a word about it."""


class NoPhoto(Refusal):
    """A crew does not close this kind of incident without a photo of what was mended."""


class AnotherIsOpen(Refusal):
    """The same trouble at the same pole is already open again as another incident."""


@transaction.atomic
def resolve(
    incident: Incident,
    *,
    responder: Responder | None,
    by: AbstractBaseUser | None,
    at: datetime,
    note: str,
    photo: photos.Developed | None = None,
    used: Mapping[str, int] | None = None,
) -> Incident:
    """Close an incident with what was found, a photo and the parts built in, and free its crew.

    A crew closes its own only.

    Raises NothingSaid, NoPhoto, NotYourIncident, StepNotAllowed, photos.TooManyPhotos or parts.UnknownPart.
    """
    mine = progress.locked(incident)
    if responder is not None:
        progress.assignment_for(mine, responder=responder)
    refuse_silence(note)
    if photo is not None:
        photos.put(mine, photo=photo, moment=Moment.AFTER, by=by, at=at)
    if responder is not None:
        _refuse_without_photo(mine)
    parts.use(mine, used=used or {}, by=by, at=at)
    progress.move(mine, to=workflow.RESOLVED, by=by, at=at, note=note)
    telling.relieved(mine, by=by, at=at)
    progress.release(mine, at=at)
    return mine


def needs_photo(incident: Incident) -> bool:
    """Whether this kind of incident is closed only with a photo of the repair, by the municipality's settings."""
    return incident.kind in beliefs.held(beliefs.CREWS, incident.municipality.settings)["photo_needed"].kinds


def _refuse_without_photo(incident: Incident) -> None:
    """One taken since the incident was last opened; that of an earlier repair shows nothing of this one."""
    opened = incident.case.steps.filter(code__in=workflow.WAITING).order_by("entered_at", "pk").last()
    since = opened.entered_at if opened else incident.reported_at
    shown = Photo.objects.filter(incident=incident, moment=Moment.AFTER, kept_at__gte=since)
    if needs_photo(incident) and not shown.exists():
        raise NoPhoto(_("Take a photo of what was mended: this kind of incident is closed only with one."))


@transaction.atomic
def reopen(incident: Incident, *, by: AbstractBaseUser | None, at: datetime, note: str) -> Incident:
    """Open a resolved incident again; raises NothingSaid, AnotherIsOpen or StepNotAllowed."""
    mine = progress.locked(incident)
    refuse_silence(note)
    if mine.pole_id and (other := _open_twin(mine)):
        raise AnotherIsOpen(
            _("The same trouble at this pole is already open as incident %(incident)s. Work on that one.")
            % {"incident": other.case.reference}
        )
    return progress.move(mine, to=workflow.REOPENED, by=by, at=at, note=note)


def _open_twin(incident: Incident) -> Incident | None:
    open_ones = Incident.objects.of(incident.municipality).open().select_related("case")
    return open_ones.filter(pole_id=incident.pole_id, kind=incident.kind).exclude(pk=incident.pk).first()


def refuse_silence(note: str) -> None:
    """Raises NothingSaid for an empty note."""
    if not note.strip():
        raise NothingSaid(_("Say in a few words what was found and done."))
