"""Reads what a program asks of the list of requests: which ones, of which services and states, from when until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from gis_assets.requests import EARLIEST, LATEST
from incidents.models import Kind
from incidents.open311 import definitions, instants
from incidents.open311.refusals import NotKnown, NotTaken

SPAN = timedelta(days=90)
MOST = 1000
OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True)
class Wanted:
    """Requests by number, or those of some services and states from one hour on and before another, page by page."""

    since: datetime
    before: datetime
    ids: tuple[UUID, ...] | None = None
    kinds: tuple[Kind, ...] = tuple(Kind)
    states: frozenset[str] = frozenset({OPEN, CLOSED})
    page: int = 1
    page_size: int = MOST


def read(asked: Mapping[str, str], *, at: datetime) -> Wanted:
    """What is asked for; empty is as good as absent. Numbers override all else. Raises NotTaken."""
    given = {name: text.strip() for name, text in asked.items() if text.strip()}
    since, before = _span(given, at=at)
    if "service_request_id" in given:
        return Wanted(since, before, ids=_numbers(given["service_request_id"]))
    return Wanted(
        since,
        before,
        kinds=tuple(_kind(code) for code in _listed(given.get("service_code", ""))) or tuple(Kind),
        states=_states(given.get("status", "")),
        page=_whole(given, "page", default=1, most=MOST),
        page_size=_whole(given, "page_size", default=MOST, most=MOST),
    )


def number(text: str) -> UUID | None:
    """The number of a request, or None for what cannot be one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _numbers(text: str) -> tuple[UUID, ...]:
    asked = _listed(text)
    if len(asked) > MOST:
        raise NotTaken(_("At most %(most)s requests may be asked for at once.") % {"most": MOST})
    return tuple(found for each in asked if (found := number(each)))


def _kind(code: str) -> Kind:
    try:
        return definitions.kind_of(code)
    except NotKnown as unknown:
        raise NotTaken(str(unknown)) from unknown


def _states(text: str) -> frozenset[str]:
    asked = frozenset(_listed(text)) or frozenset({OPEN, CLOSED})
    if asked - {OPEN, CLOSED}:
        raise NotTaken(_("status is open, closed, or both with a comma between."))
    return asked


def _span(given: Mapping[str, str], *, at: datetime) -> tuple[datetime, datetime]:
    """Requests are told to the hour, so whole hours are compared: an hour counts if it lies in the span asked for."""
    start, end = _instant(given, "start_date"), _instant(given, "end_date")
    if start is not None and end is not None and not timedelta() <= end - start <= SPAN:
        raise NotTaken(_("start_date must not lie after end_date, and there may be at most 90 days between them."))
    if start is None:
        end = end or at
        start = end - SPAN
    return instants.hour_up(start), instants.hour(end or start + SPAN) + timedelta(hours=1)


def _instant(given: Mapping[str, str], name: str) -> datetime | None:
    if name not in given:
        return None
    if (found := instants.read(given[name])) is None or not EARLIEST < found.year < LATEST:
        raise NotTaken(
            _("%(name)s must be written like 2026-11-27T18:30:00+07:00, with its time zone.") % {"name": name}
        )
    return found


def _whole(given: Mapping[str, str], name: str, *, default: int, most: int) -> int:
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        raise NotTaken(_("%(name)s must be a whole number from 1 to %(most)s.") % {"name": name, "most": most})
    return int(text)


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
