"""Takes a citizen's report: ties it to pole, road and incident, and gives a tracking code.

The first step of the walk. A form sent twice is one report, told by the key it carries.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from casework import tracking
from gis_assets import sql_files
from gis_assets.models import Municipality, UtilityPoleVersion
from gis_assets.refusals import Refusal
from incidents import telling, triage
from incidents.models import Contact, Incident, Report

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
    email: str = "",
    webhook: str = "",
    sender: str = "",
    device: str = "",
    joins: Incident | None = None,
) -> Report:
    """Record a report and the incident it belongs to; `sender` and `device` are kept only as keyed digests.

    `joins` is the incident that the citizen recognised; it is taken when triage could take it for the same.
    Raises TooManyReports, OutsideTown or NoPlace.
    """
    triage.lock(municipality)
    if known := Report.objects.filter(municipality=municipality, idempotency_key=key).first():
        return known
    digests = digests_of(sender=sender, device=device)
    refuse_flood(municipality, digests=digests, at=at)
    place = place_of(municipality, pole=pole, point=point)
    return record(
        municipality,
        Sent(kind, key, channel, at, place, pole, words, phone, email, digests, webhook),
        joins=joins,
        tracking_code=new_tracking(),
    )


@dataclass(frozen=True)
class Digests:
    """Keyed digests that tell senders and phones apart; empty where unknown."""

    sender: str = ""
    device: str = ""


@dataclass(frozen=True)
class Sent:
    """A report whose place was found and which may be recorded."""

    kind: str
    key: UUID
    channel: str
    at: datetime
    place: Point
    pole: UtilityPoleVersion | None
    words: str
    phone: str
    email: str
    digests: Digests
    webhook: str = ""


def record(
    municipality: Municipality,
    sent: Sent,
    *,
    joins: Incident | None,
    tracking_code: str,
    public_id: UUID | None = None,
) -> Report:
    """Write the report, its contact and the incident it belongs to. Call under `triage.lock`."""
    incident = triage.recognised(municipality, joins, kind=sent.kind, point=sent.place) or triage.incident_for(
        municipality, kind=sent.kind, pole=sent.pole, point=sent.place, at=sent.at
    )
    report = Report.objects.create(
        municipality=municipality,
        incident=incident,
        tracking=tracking_code,
        public_id=public_id or uuid4(),
        kind=sent.kind,
        words=sent.words,
        pole=sent.pole.pole if sent.pole else None,
        point=sent.place,
        submitted_at=sent.at,
        idempotency_key=sent.key,
        channel=sent.channel,
        sender_digest=sent.digests.sender,
        device_digest=sent.digests.device,
    )
    if sent.phone or sent.email or sent.webhook:
        ways = {"phone": sent.phone, "email": sent.email, "webhook": sent.webhook}
        telling.received(Contact.objects.create(municipality=municipality, report=report, **ways))
    return report


def new_tracking() -> str:
    """A tracking code that nobody can guess."""
    return tracking.code_from(secrets.token_bytes(tracking.RANDOM_BYTES))


def place_of(municipality: Municipality, *, pole: UtilityPoleVersion | None, point: Point | None) -> Point:
    """Where it is: the pole's place, else the point; raises NoPlace or OutsideTown."""
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


def digests_of(*, sender: str, device: str) -> Digests:
    """Keyed digests of a network address and of a phone's own number, neither of which is kept."""
    return Digests(_digest("sender", sender), _digest("device", device))


def _digest(what: str, text: str) -> str:
    return salted_hmac(f"incidents.reports.{what}", text, algorithm="sha256").hexdigest() if text else ""


def refuse_flood(municipality: Municipality, *, digests: Digests, at: datetime) -> None:
    """Raise TooManyReports when the network or the phone had its share of the hour, held reports counted too."""
    of_sender, of_device = _sent_within_hour(municipality, digests=digests, at=at)
    if of_sender >= settings.REPORTS_PER_HOUR or of_device >= settings.REPORTS_PER_HOUR_OF_A_PHONE:
        raise TooManyReports(
            _("Many reports came from your network within the hour. Call the town's office, or try again in an hour.")
        )


def _sent_within_hour(municipality: Municipality, *, digests: Digests, at: datetime) -> tuple[int, int]:
    """How many came from the network and from the phone; none where it is not known."""
    asked: dict[str, int | str | datetime] = {"municipality": municipality.pk, "since": at - WINDOW, "until": at}
    with connection.cursor() as cursor:
        cursor.execute(
            sql_files.load("incidents", "sent_within_hour"),
            asked | {"sender": digests.sender, "device": digests.device},
        )
        [(of_sender, of_device)] = cursor.fetchall()
    return int(of_sender), int(of_device)
