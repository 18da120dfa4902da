"""Takes what a program sends for a citizen: the same walk as any report, with what it says beside kept for staff.

Who sits behind the program is told apart by its own `device_id`; its network address is the program's, not a citizen's.
The same words sent again within the hour (a program that got no answer) are the same report.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.models import UtilityPoleVersion
from incidents import holding
from incidents.models import ApiClient, Channel, HeldReport, Kind, Report, Submission
from incidents.open311 import answering, instants
from incidents.open311.refusals import TooFast

WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Sent:
    """A report as a program sent it, understood; `device` tells the program's users apart."""

    kind: Kind
    pole_code: str = ""
    lon: float | None = None
    lat: float | None = None
    description: str = ""
    phone: str = ""
    email: str = ""
    device: str = ""
    address: str = ""
    media_url: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def point(self) -> Point | None:
        """The place in WGS 84."""
        return None if self.lon is None or self.lat is None else Point(self.lon, self.lat, srid=4326)


@transaction.atomic
def post(client: ApiClient, *, sent: Sent, pole: UtilityPoleVersion | None, at: datetime) -> Report | HeldReport:
    """Record the report, or hold it back, which the program cannot tell.

    Raises TooFast, and the refusals of `holding.submit`.
    """
    mine = ApiClient.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=client.pk)
    key = _key(mine, sent, at=at)
    if known := _known(mine, key):
        return known
    if mine.submissions.filter(sent_at__gt=at - WINDOW, sent_at__lte=at).count() >= mine.per_hour:
        raise TooFast(
            _("%(program)s has sent its %(count)s reports of the hour. Send this one again later.")
            % {"program": mine, "count": mine.per_hour}
        )
    thing = holding.submit(
        mine.municipality,
        kind=sent.kind,
        key=key,
        channel=Channel.OPEN311,
        at=at,
        pole=pole,
        point=sent.point,
        words=_words(sent),
        phone=sent.phone,
        email=sent.email,
        device=f"open311:{mine.pk}:{sent.device}" if sent.device else "",
    )
    Submission.objects.create(
        municipality=mine.municipality,
        client=mine,
        report=thing if isinstance(thing, Report) else None,
        held=thing if isinstance(thing, HeldReport) else None,
        answers=dict(sent.answers),
        address=sent.address,
        media_url=sent.media_url,
        sent_at=at,
    )
    return thing


def told(submission: Submission) -> list[tuple[str, str]]:
    """What stands beside the report, as question and answer in the reader's language."""
    thing = submission.report or submission.held
    kind = Kind(thing.kind) if thing else Kind.OTHER
    beside = [
        *answering.in_words(kind, submission.answers),
        (_("Address, as sent"), submission.address),
        (_("A picture is said to lie at (not looked at)"), submission.media_url),
        (_("Sent by"), submission.client.name),
    ]
    return [(question, answer) for question, answer in beside if answer]


def _words(sent: Sent) -> str:
    """The citizen's own words; a question that is answered in words belongs to them where there are no others."""
    return sent.description or " ".join(sent.answers.get("WHAT", ()))


def _known(client: ApiClient, key: UUID) -> Report | HeldReport | None:
    asked = {"municipality": client.municipality, "idempotency_key": key}
    return Report.objects.filter(**asked).first() or HeldReport.objects.filter(**asked).first()


def _key(client: ApiClient, sent: Sent, *, at: datetime) -> UUID:
    """The same for the same words of the same program within an hour of the clock."""
    words = repr((client.pk, instants.hour(at).isoformat(), sorted(asdict(sent).items(), key=lambda pair: pair[0])))
    return UUID(bytes=hashlib.sha256(words.encode()).digest()[:16])
