"""Takes a citizen's report: ties it to pole, road and incident, and gives a tracking code.

The first step of the walk. A form sent twice is one report, told by the key it carries.
"""

import secrets
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from casework import tracking
from gis_assets.models import Municipality, UtilityPoleVersion
from gis_assets.refusals import Refusal
from incidents import triage
from incidents.models import Report

WINDOW = timedelta(hours=1)


class TooManyReports(Refusal):
    """More reports came from one address within the hour than the installation allows (`REPORTS_PER_HOUR`)."""


class OutsideTown(Refusal):
    """The place lies outside the municipality."""


class NoPlace(Refusal):
    """Neither a pole nor a place was given."""


@transaction.atomic
def receive(
    municipality: Municipality,
    *,
    kind: str,
    key: UUID,
    channel: str,
    at: datetime,
    pole: UtilityPoleVersion | None = None,
    point: Point | None = None,
    words: str = "",
    phone: str = "",
    sender: str = "",
) -> Report:
    """Record a report and the incident it belongs to; `sender` is a network address, kept only as a keyed digest.

    Raises TooManyReports, OutsideTown or NoPlace.
    """
    triage.lock(municipality)
    if known := Report.objects.filter(municipality=municipality, idempotency_key=key).first():
        return known
    digest = _digest(sender)
    _refuse_flood(municipality, digest=digest, at=at)
    place = _place(municipality, pole=pole, point=point)
    return Report.objects.create(
        municipality=municipality,
        incident=triage.incident_for(municipality, kind=kind, pole=pole, point=place, at=at),
        tracking=tracking.code_from(secrets.token_bytes(tracking.RANDOM_BYTES)),
        kind=kind,
        words=words,
        phone=phone,
        pole=pole.pole if pole else None,
        point=place,
        submitted_at=at,
        idempotency_key=key,
        channel=channel,
        sender_digest=digest,
    )


def _place(municipality: Municipality, *, pole: UtilityPoleVersion | None, point: Point | None) -> Point:
    if pole is not None:
        return cast(Point, pole.shape_wgs84)
    if point is None:
        raise NoPlace(
            _("We do not know where it is yet. Touch the place on the map, or type the code of the nearest pole.")
        )
    if municipality.boundary is not None and not municipality.boundary.covers(point):
        raise OutsideTown(
            _("This place lies outside %(town)s. Move the mark into the town, or tell the neighbouring authority.")
            % {"town": municipality}
        )
    return point


def _digest(sender: str) -> str:
    """A keyed digest tells addresses apart without keeping them."""
    return salted_hmac("incidents.reports.sender", sender, algorithm="sha256").hexdigest() if sender else ""


def _refuse_flood(municipality: Municipality, *, digest: str, at: datetime) -> None:
    if not digest:
        return
    recent = Report.objects.filter(
        municipality=municipality, sender_digest=digest, submitted_at__gt=at - WINDOW, submitted_at__lte=at
    )
    if recent.count() >= settings.REPORTS_PER_HOUR:
        raise TooManyReports(
            _("Many reports came from your network within the hour. Call the town's office, or try again in an hour.")
        )
