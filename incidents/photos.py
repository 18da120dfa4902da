"""Keeps pictures of the trouble and of the repair: drawn anew, without the camera's words, in the private store.

What was sent is never kept. Who may look at a picture is for `access`.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from casework import apart, darkroom
from gis_assets.refusals import Refusal
from incidents.models import HeldReport, Incident, Moment, Photo, Report

MAX_BYTES = 15_000_000
MOST_OF_ONE_THING = 12


class PhotoTooLarge(Refusal):
    """The file has more bytes or more pixels than are taken."""


class NotAPhoto(Refusal):
    """The file is no JPEG, PNG or WebP picture."""


class PhotoDamaged(Refusal):
    """The picture is cut off, or so made that it cannot be drawn within the limits."""


class TooManyPhotos(Refusal):
    """The thing has as many pictures as it may have."""


@dataclass(frozen=True)
class Developed:
    """A picture drawn anew; `position` is what the camera noted, in WGS 84."""

    content: bytes
    width: int
    height: int
    position: Point | None
    sent_sha256: str


def develop(file: UploadedFile[Any]) -> Developed:
    """Draw the picture anew in a process of its own; raises PhotoTooLarge, NotAPhoto or PhotoDamaged."""
    if (file.size or 0) > MAX_BYTES:
        raise too_large()
    sent = file.read()
    facts, content = _drawn(sent)
    if refused := facts.get("refused"):
        raise _refusal(str(refused))
    position = facts["position"]
    return Developed(
        content,
        facts["width"],
        facts["height"],
        Point(position[0], position[1], srid=4326) if position else None,
        hashlib.sha256(sent).hexdigest(),
    )


@transaction.atomic
def put(
    thing: Report | HeldReport | Incident,
    *,
    photo: Developed,
    moment: Moment,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Photo:
    """Keep a drawn picture with its thing; the same one sent again is the one already there. Raises TooManyPhotos."""
    locked = type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)
    belongs = _belonging(locked)
    there = Photo.objects.filter(**belongs)
    if known := there.filter(moment=moment, sent_sha256=photo.sent_sha256).first():
        return known
    if there.count() >= MOST_OF_ONE_THING:
        raise TooManyPhotos(
            _("There are already %(count)s photos here. No more are taken.") % {"count": MOST_OF_ONE_THING}
        )
    uid = uuid4()
    kept = Photo(
        municipality=locked.municipality,
        uid=uid,
        moment=moment,
        sent_sha256=photo.sent_sha256,
        width=photo.width,
        height=photo.height,
        position=photo.position,
        kept_at=at,
        by_id=by.pk if by else None,
        **belongs,
    )
    kept.file.save(f"incidents/{locked.municipality_id}/{at:%Y/%m}/{uid}.jpg", ContentFile(photo.content), save=False)
    kept.save()
    return kept


def keep(
    incident_or_report: Report | HeldReport | Incident,
    *,
    file: UploadedFile[Any],
    moment: Moment,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Photo:
    """Draw the picture anew and keep it; raises PhotoTooLarge, NotAPhoto, PhotoDamaged or TooManyPhotos."""
    return put(incident_or_report, photo=develop(file), moment=moment, by=by, at=at)


def _belonging(thing: Report | HeldReport | Incident) -> dict[str, Any]:
    if isinstance(thing, Report):
        return {"report": thing}
    return {"held": thing} if isinstance(thing, HeldReport) else {"incident": thing}


def too_large() -> PhotoTooLarge:
    """The sentence for a file that is too large, also for one that was not read to its end."""
    return PhotoTooLarge(
        _("The photo is too large; up to %(megabytes)s MB are taken. Choose a smaller one, or send without it.")
        % {"megabytes": MAX_BYTES // 1_000_000}
    )


def _drawn(sent: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        return apart.run(darkroom, sent)
    except apart.Failed as error:
        raise _refusal("damaged") from error


def _refusal(reason: str) -> Refusal:
    if reason == "pixels":
        return too_large()
    if reason == "kind":
        return NotAPhoto(_("This file is no photo that we can read. Choose a JPEG, PNG or WebP picture."))
    return PhotoDamaged(_("The photo is cut off or damaged. Choose it again, or send the report without it."))
