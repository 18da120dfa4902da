"""A petition at every stage, on ground that can be drawn by hand.

Places are metres east and north of the corner of the test ground (`tests.gis_assets.builders`). The parcel of a
petition is a square of 30 m by 30 m from that corner, its building one of 10 m by 10 m in the middle, 100 m² on one
floor.
"""

import hashlib
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from casework import steps, tracking
from gis_assets import citizen_ids
from gis_assets.models import Municipality, ParcelVersion
from permits import case_types, moving, secrets_of, services
from permits.models import Applicant, Document, FootprintSource, Petition
from tests.gis_assets import builders

SINCE = date(2026, 1, 1)
ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
"""Ten in the morning of a Friday in Bangkok."""
SERVICE = "small-building"
CITIZEN_ID = "9101700230703"
"""A number with a right check digit; none that begins with 9 was ever issued."""
ANSWERS = {
    "use": "dwelling",
    "storeys": 1,
    "floor_area_m2": 100.0,
    "height_m": 4.0,
    "has_openings": True,
    "material": "brick",
}


def ago(**since: float) -> float:
    """So long before now (a `timedelta`), in minutes after `AT`: for pages that go by the clock on the wall."""
    return (timezone.now() - AT - timedelta(**since)) / timedelta(minutes=1)


def later(minutes: float) -> datetime:
    """So many minutes after `AT`."""
    return AT + timedelta(minutes=minutes)


def point(east: float, north: float) -> Point:
    """The place in WGS 84."""
    here = Point(builders.EAST + east, builders.NORTH + north, srid=32647)
    here.transform(4326)
    return here


def box(east: float, north: float, *, width_m: float = 10, depth_m: float = 10) -> Polygon:
    """A rectangle along the axes from its south-west corner, in WGS 84."""
    x, y = builders.EAST + east, builders.NORTH + north
    drawn = Polygon.from_bbox((x, y, x + width_m, y + depth_m))
    drawn.srid = 32647
    drawn.transform(4326)
    return drawn


def a_parcel_at(
    municipality: Municipality, east: float = 0, north: float = 0, *, side_m: float = 30, **facts: Any
) -> ParcelVersion:
    """A square parcel in force from 2023, its south-west corner there."""
    shape: GEOSGeometry = builders.square(east=east, north=north, side_m=side_m)
    return builders.a_parcel(municipality, shape=shape, **facts)


def ready(municipality: Municipality) -> None:
    """Declare the case types of all services."""
    case_types.declare_all(municipality, on=SINCE)


def a_draft(municipality: Municipality, **facts: Any) -> Petition:
    """A petition that was only begun: no place, no answers, nobody's name."""
    uid = facts.pop("uid", None) or uuid.uuid4()
    defaults = {
        "municipality": municipality,
        "uid": uid,
        "service": SERVICE,
        "tracking": tracking.code_from(hashlib.sha256(uid.bytes).digest()[: tracking.RANDOM_BYTES]),
        "secret_digest": secrets_of.digest(secrets_of.secret(uid)),
        "begun_at": AT,
        "saved_at": AT,
    }
    return Petition.objects.create(**defaults | facts)


def a_petition(
    municipality: Municipality,
    *,
    parcel: ParcelVersion | None = None,
    applicant: dict[str, Any] | None = None,
    **facts: Any,
) -> Petition:
    """A draft with everything filled in and nothing attached; `applicant` overrides facts of who asks."""
    on = parcel or a_parcel_at(municipality)
    defaults = {
        "track": "small",
        "page": "review",
        "parcel": on.parcel,
        "parcel_code": on.code,
        "footprint": box(10, 10),
        "footprint_source": FootprintSource.RECTANGLE,
        "answers": dict(ANSWERS),
    }
    petition = a_draft(municipality, **defaults | facts)
    an_applicant(petition, **(applicant or {}))
    return petition


def an_applicant(petition: Petition, **facts: Any) -> Applicant:
    """Somchai Jaidee, who says to own the land."""
    defaults = {
        "name": "สมชาย ใจดี",
        "id_digest": citizen_ids.digest(CITIZEN_ID, key=settings.PARTY_KEY),
        "id_tail": citizen_ids.tail(CITIZEN_ID),
        "address": "12 หมู่ 3 ตำบลทดสอบ",
        "phone": "0812345678",
        "email": "somchai@example.com",
        "is_owner": True,
    }
    return Applicant.objects.create(municipality=petition.municipality, petition=petition, **defaults | facts)


def a_submitted_petition(
    municipality: Municipality, *moves: tuple[str, float], by: User | None = None, at: float = 0, **facts: Any
) -> Petition:
    """A petition submitted `at` minutes after `AT` that entered each step so many minutes after `AT`.

    `a_submitted_petition(town, ("examined", 10))`; the case types are declared if they are not.
    """
    petition = a_petition(municipality, **{"saved_at": later(at)} | facts)
    service = services.every()[petition.service]
    ready(municipality)
    petition.case = steps.open_case(
        municipality,
        case_type=service.case_type,
        by=None,
        at=later(at),
        kind=petition.track,
        point=petition.footprint.centroid if petition.footprint else None,
    )
    petition.submitted_at = petition.saved_at = later(at)
    petition.save()
    for step, minutes in moves:
        moving.move(petition, to=step, by=by, at=later(minutes))
    return petition


def a_document(petition: Petition, *, requirement: str = "land_document", **facts: Any) -> Document:
    """A small PDF in the store of the test, told to be of that requirement."""
    content = facts.pop("content", b"%PDF-1.4\n%test\n")
    name = default_storage.save(f"permits/test/{uuid.uuid4().hex}.pdf", ContentFile(content))
    defaults = {
        "municipality": petition.municipality,
        "petition": petition,
        "requirement": requirement,
        "file": name,
        "name": "โฉนด.pdf",
        "content_type": "application/pdf",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "added_at": AT,
    }
    return Document.objects.create(**defaults | facts)
