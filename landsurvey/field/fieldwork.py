"""Visits and their photos land here, from the phone page or from a package that came back, each exactly once.

The phone gives every visit and every photo a number of its own; sending it again changes nothing and gives the same
confirmation. Visits are proposals beside the register: nothing here changes a parcel.
"""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import sql_files
from gis_assets.models import Municipality, Parcel, ParcelVersion
from gis_assets.refusals import Refusal
from landsurvey.formats import photo as photos
from landsurvey.formats import visit as visits
from landsurvey.models import Campaign, Upload, Visit, VisitPhoto

MAX_PHOTOS = 12
# A phone whose clock runs ahead by more than this would put visits into the future.
_CLOCK_MARGIN = timedelta(hours=26)


class NoSuchParcel(Refusal):
    """A parcel that the municipality does not have."""


class NoSuchCampaign(Refusal):
    """A campaign that the municipality does not have."""


class ClockRunsAhead(Refusal):
    """The visit lies in the future."""


class NumberTaken(Refusal):
    """The number stands for another visit or photo, or for one of somebody else."""


class TooManyAtOnce(Refusal):
    """More visits within an hour than a surveyor can make in days; the phone tries again later."""


class TooManyPhotos(Refusal):
    """A visit holds only so many photos."""


class AreaTooLarge(Refusal):
    """More parcels than a phone should carry."""


def record(
    noted: visits.Visit, *, municipality: Municipality, by: User, at: datetime, upload: Upload | None = None
) -> Visit:
    """Keep the visit, or return the one that landed before under the same number with the same content.

    Raises `NumberTaken`, `NoSuchParcel`, `NoSuchCampaign`, `ClockRunsAhead` or `TooManyAtOnce`.
    """
    with transaction.atomic():
        if landed := _landed(noted, municipality, by, is_sent_for_others=upload is not None):
            return landed
        if noted.visited_at > at + _CLOCK_MARGIN:
            raise ClockRunsAhead(_("The phone's clock runs ahead of today. Set it right and send the visit again."))
        if upload is None:
            _check_pace(municipality, by, at)
        defaults = _columns(noted, municipality, at=at) | {"by": by, "upload": upload}
        visit, is_new = Visit.objects.get_or_create(
            municipality=municipality, client_uid=noted.client_uid, defaults=defaults
        )
        if not is_new:  # it landed in this very moment, by another sending
            _landed(noted, municipality, by, is_sent_for_others=upload is not None)
        return visit


def _landed(noted: visits.Visit, municipality: Municipality, by: User, *, is_sent_for_others: bool) -> Visit | None:
    """Return the visit that stands under the number; a package may be sent by a colleague, a phone may not."""
    visit = Visit.objects.filter(municipality=municipality, client_uid=noted.client_uid).first()
    if visit and (visit.digest != noted.digest() or (visit.by_id != by.pk and not is_sent_for_others)):
        raise NumberTaken(_("Another visit landed under this number before. Note the visit anew."))
    return visit


def _check_pace(municipality: Municipality, by: User, at: datetime) -> None:
    recent = Visit.objects.filter(municipality=municipality, by=by, received_at__gt=at - timedelta(hours=1))
    if recent.count() >= settings.FIELD_VISITS_PER_HOUR:
        raise TooManyAtOnce(
            _("More than %(count)s visits came within an hour. The rest stays on the phone and is sent later.")
            % {"count": settings.FIELD_VISITS_PER_HOUR}
        )


def _columns(noted: visits.Visit, municipality: Municipality, *, at: datetime) -> dict[str, Any]:
    parcel = Parcel.objects.filter(municipality=municipality, uid=noted.parcel_uid).first()
    if parcel is None:
        raise NoSuchParcel(_("The register has no such parcel. Load the area again and note the visit anew."))
    seen = ParcelVersion.objects.filter(parcel=parcel, pk=noted.seen_version).first() if noted.seen_version else None
    return {
        "campaign": _campaign(noted, municipality),
        "parcel": parcel,
        "seen_version": seen,
        "visited_at": noted.visited_at,
        "received_at": at,
        "position": Point(*noted.position, srid=4326) if noted.position else None,
        "accuracy_m": noted.accuracy_m,
        "result": noted.result,
        "uses": dict(noted.uses or {}),
        "buildings": [dict(building) for building in noted.buildings],
        "note": noted.note,
        "digest": noted.digest(),
    }


def _campaign(noted: visits.Visit, municipality: Municipality) -> Campaign | None:
    if noted.campaign_uid is None:
        return None
    campaign = Campaign.objects.filter(municipality=municipality, uid=noted.campaign_uid).first()
    if campaign is None:
        raise NoSuchCampaign(_("The municipality has no such campaign. Load the area again and note the visit anew."))
    return campaign


def add_photo(visit: Visit, *, client_uid: uuid.UUID, content: bytes, name: str, at: datetime) -> VisitPhoto:
    """Keep a photo without what the camera wrote into it; the same photo sent again is returned as it landed.

    Raises `NumberTaken`, `TooManyPhotos`, or a refusal of `formats.photo`.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if earlier := VisitPhoto.objects.filter(municipality_id=visit.municipality_id, client_uid=client_uid).first():
        return _same_photo(earlier, visit, sha256)
    read = photos.read(content, name=name)
    stored_as = default_storage.save(f"visits/{client_uid}", ContentFile(read.content))
    try:
        with transaction.atomic():
            # One at a time for a visit, or two photos sent at once would both be the last one allowed.
            Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
            kept = _keep_photo(visit, read, stored_as, client_uid=client_uid, sha256=sha256, at=at)
    except BaseException:
        default_storage.delete(stored_as)
        raise
    if kept.file.name != stored_as:
        default_storage.delete(stored_as)
    return kept


def _same_photo(earlier: VisitPhoto, visit: Visit, sha256: str) -> VisitPhoto:
    if earlier.visit_id != visit.pk or earlier.sha256 != sha256:
        raise NumberTaken(_("Another photo landed under this number before. Take the photo anew."))
    return earlier


def _keep_photo(
    visit: Visit, read: photos.Photo, stored_as: str, *, client_uid: uuid.UUID, sha256: str, at: datetime
) -> VisitPhoto:
    if earlier := VisitPhoto.objects.filter(municipality_id=visit.municipality_id, client_uid=client_uid).first():
        return _same_photo(earlier, visit, sha256)
    if visit.photos.count() >= MAX_PHOTOS:
        raise TooManyPhotos(_("A visit takes %(count)s photos at most.") % {"count": MAX_PHOTOS})
    return VisitPhoto.objects.create(
        municipality_id=visit.municipality_id,
        client_uid=client_uid,
        visit=visit,
        file=stored_as,
        sha256=sha256,
        size_bytes=len(read.content),
        width=read.width,
        height=read.height,
        taken_at=timezone.make_aware(read.taken_at) if read.taken_at else None,
        position=Point(*read.position, srid=4326) if read.position else None,
        received_at=at,
    )


def landed(municipality: Municipality, *, by: User, client_uids: Iterable[uuid.UUID]) -> list[Visit]:
    """Return those of the visits that stand in the database, with their photos, read anew."""
    own = Visit.objects.filter(municipality=municipality, by=by, client_uid__in=list(client_uids))
    return list(own.prefetch_related("photos"))


def area_json(campaign: Campaign, *, blocks: Iterable[str], on: date) -> str:
    """Return what a phone needs of a campaign offline: parcels, house numbers and roads, as one JSON text.

    Raises `AreaTooLarge` when the area has more parcels than `FIELD_PARCELS_MOST`.
    """
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "on": on,
        "blocks": sorted(blocks),
        "most": settings.FIELD_PARCELS_MOST + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "field_area"), values)
        count, text = cursor.fetchone() or (0, "")
    if count > settings.FIELD_PARCELS_MOST:
        raise AreaTooLarge(
            _("The area has more than %(most)s parcels. Choose fewer blocks, such as those of this week.")
            % {"most": settings.FIELD_PARCELS_MOST}
        )
    return str(text)
