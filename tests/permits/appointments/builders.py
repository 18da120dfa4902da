"""A counter with its hours, and petitions that wait for it: on Monday 30 November 2569, by Bangkok's clock."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from psycopg.types.range import Range

from casework import steps, tracking
from gis_assets.models import Municipality
from permits import case_types, moving, secrets_of, services
from permits.models import Petition, Room, Session

BANGKOK = ZoneInfo("Asia/Bangkok")
MONDAY = date(2026, 11, 30)
SERVICE = "small-building"


def at(clock: str, *, on: date = MONDAY) -> datetime:
    """The instant at which the office's clock shows that, such as "09:30"."""
    return datetime.combine(on, time.fromisoformat(clock), BANGKOK)


SUBMITTED = at("08:00") - timedelta(days=3)


def ready(municipality: Municipality) -> None:
    """Declare the case types of all services."""
    case_types.declare_all(municipality, on=date(2026, 1, 1))


def a_petition(
    municipality: Municipality, *, service: str = SERVICE, submitted_at: datetime | None = SUBMITTED
) -> Petition:
    """A petition that was submitted on the Friday before, or a draft."""
    case = None
    if submitted_at is not None:
        case_type = services.every()[service].case_type
        case = steps.open_case(municipality, case_type=case_type, by=None, at=submitted_at)
    petition = Petition(
        municipality=municipality,
        service=service,
        tracking=tracking.code_from(secrets.token_bytes(tracking.RANDOM_BYTES)),
        case=case,
        begun_at=SUBMITTED,
        saved_at=SUBMITTED,
        submitted_at=submitted_at,
    )
    petition.secret_digest = secrets_of.digest(secrets_of.secret(petition.uid))
    petition.save()
    return petition


def a_room(municipality: Municipality, name: str = "ช่องบริการ 1") -> Room:
    return Room.objects.get_or_create(municipality=municipality, name_th=name, defaults={"name_en": "Counter 1"})[0]


def a_session(
    municipality: Municipality,
    officer: User,
    opens: str = "09:00",
    closes: str = "10:00",
    *,
    on: date = MONDAY,
    room: Room | None = None,
    **facts: Any,
) -> Session:
    """Four slots of a quarter of an hour with one place each."""
    return Session.objects.create(
        municipality=municipality,
        officer=officer,
        room=room or a_room(municipality),
        during=Range(at(opens, on=on), at(closes, on=on)),
        **{"slot_minutes": 15, "capacity": 1} | facts,
    )


def stands_at(petition: Petition) -> str:
    assert petition.case
    return steps.last_step(petition.case).code


def goes(petition: Petition, to: str, *, when: datetime, by: User | None = None) -> None:
    """The petition moves on by others' doing."""
    moving.move(Petition.objects.get(pk=petition.pk), to=to, by=by, at=when)
