"""Takes what somebody tells an officer by telephone or at the counter; trusted, so neither counted nor held back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.models import Municipality, UtilityPoleVersion
from gis_assets.refusals import Refusal
from incidents import photos, reports
from incidents.models import Moment, Report

EARLIEST = timedelta(days=7)


class WrongTime(Refusal):
    """The call would lie in the future, or so long ago that the time must be a slip."""


@transaction.atomic
def take(
    municipality: Municipality,
    *,
    kind: str,
    key: UUID,
    channel: str,
    told_at: datetime | None,
    by: AbstractBaseUser,
    at: datetime,
    pole: UtilityPoleVersion | None = None,
    point: Point | None = None,
    words: str = "",
    phone: str = "",
    email: str = "",
    photo: photos.Developed | None = None,
) -> Report:
    """Record a call: the clocks run from when it was told. Raises WrongTime, OutsideTown or NoPlace."""
    when = told_at or at
    if not at - EARLIEST <= when <= at:
        raise WrongTime(_("The call cannot be in the future or more than a week ago. Look at its day and time again."))
    report = reports.receive(
        municipality,
        kind=kind,
        key=key,
        channel=channel,
        at=when,
        pole=pole,
        point=point,
        words=words,
        phone=phone,
        email=email,
    )
    report.entered_at, report.entered_by_id = at, by.pk
    report.save(update_fields=["entered_at", "entered_by"])
    if photo is not None:
        photos.put(report, photo=photo, moment=Moment.BEFORE, by=by, at=at)
    return report
