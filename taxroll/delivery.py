"""What becomes of an issued paper: printed, carried or posted, received, refused, brought back, pasted at the door.

States are only added. From when a paper counts as received, and what runs from then, is law (`law.service`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import WithAnnotations

from gis_assets.models import JournalEntry, Membership, Municipality, Role
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from taxroll.law import service
from taxroll.law.service import Service
from taxroll.models import DeliveryEvent, DeliveryState, Notice, Relation
from taxroll.notices import THING, NoticeIsCancelled
from taxroll.signs import terms

_ON_THE_WAY = frozenset(
    {DeliveryState.HANDED_OVER, DeliveryState.POSTED, DeliveryState.RECEIVED, DeliveryState.REFUSED}
    | {DeliveryState.RETURNED, DeliveryState.PASTED}
)
# What may follow what; the empty key is a paper of which nothing is written down yet.
FOLLOWS: Mapping[str, frozenset[DeliveryState]] = {
    "": _ON_THE_WAY | {DeliveryState.PRINTED},
    DeliveryState.PRINTED: _ON_THE_WAY,
    DeliveryState.HANDED_OVER: _ON_THE_WAY,
    DeliveryState.POSTED: frozenset({DeliveryState.RECEIVED, DeliveryState.REFUSED, DeliveryState.RETURNED}),
    DeliveryState.REFUSED: frozenset({DeliveryState.PASTED, DeliveryState.RETURNED, DeliveryState.RECEIVED}),
    DeliveryState.RETURNED: frozenset({DeliveryState.HANDED_OVER, DeliveryState.POSTED, DeliveryState.PASTED}),
    DeliveryState.RECEIVED: frozenset(),
    DeliveryState.PASTED: frozenset({DeliveryState.RECEIVED}),
}


class DoesNotFollow(Refusal):
    def __init__(self, notice: Notice, latest: DeliveryEvent, state: DeliveryState) -> None:
        sentence = _("Notice %(number)s is “%(latest)s” already; “%(state)s” cannot follow. Look at its history.")
        names = {"number": notice.number, "latest": latest.get_state_display(), "state": state.label}
        super().__init__(sentence % names)


class DayIsWrong(Refusal):
    def __init__(self, day: date) -> None:
        sentence = _("%(day)s cannot be right: it lies before the notice or the last thing written down, or ahead.")
        super().__init__(sentence % {"day": town.thai_date(day)})


class TrackingMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write the tracking number of the registered mail, as it stands on the slip."))


class ReceiverMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write who received the notice and in which relation to the owner."))


class NoDeliverer(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose who carries the notice: a deliverer or a tax officer of this municipality."))


@dataclass(frozen=True)
class What:
    """One thing that happened to a paper, as it is written down."""

    state: DeliveryState
    on: date
    deliverer: User | None = None
    tracking_number: str = ""
    received_by: str = ""
    relation: Relation | None = None
    note: str = ""


@dataclass(frozen=True)
class Reception:
    """From when a notice counts as received, and what that means; `presumed` as long as nobody confirmed it."""

    received_on: date | None
    presumed: bool
    object_by: date | None
    law: Service = field(repr=False)


@transaction.atomic
def record(notice: Notice, what: What, *, by: User, at: datetime) -> DeliveryEvent:
    """Write down what happened; a receipt may move the day to pay. Raises one of the Refusals above."""
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality")
    notice = locked.get(pk=notice.pk)
    latest = notice.deliveries.order_by("-id").first()
    _check(notice, latest, what, timezone.localdate(at))
    event = _event(notice, what, by=by, at=at)
    event.due_date_before = _move_due_date(notice, what)
    event.save(force_insert=True)
    _entry(notice, event, by, at).save(force_insert=True)
    return event


@transaction.atomic
def record_all(notices: QuerySet[Notice], what: What, *, by: User, at: datetime) -> int:
    """Write the same of many notices, leaving out those of which it cannot follow; return how many it was.

    For what happens to papers in heaps: printed, handed to a deliverer. Raises NoDeliverer or DayIsWrong.
    """
    today = timezone.localdate(at)
    if what.on > today:
        raise DayIsWrong(what.on)
    municipalities = {notice.municipality for notice in notices.select_related("municipality")}
    if what.state == DeliveryState.HANDED_OVER and not all(_may_carry(what.deliverer, one) for one in municipalities):
        raise NoDeliverer
    locked = Notice.objects.select_for_update(of=["self"]).filter(pk__in=notices.values("pk"), cancelled_at=None)
    list(locked.order_by("pk").values_list("pk"))  # locked first, their states asked afterwards
    fit = [
        notice
        for notice in with_state(Notice.objects.filter(pk__in=notices.values("pk"), cancelled_at=None))
        if what.state in FOLLOWS[notice.delivery_state or ""]
    ]
    events = [_event(notice, what, by=by, at=at) for notice in fit]
    DeliveryEvent.objects.bulk_create(events)
    JournalEntry.objects.bulk_create([_entry(notice, event, by, at) for notice, event in zip(fit, events, strict=True)])
    return len(fit)


def reception(notice: Notice) -> Reception:
    """From when a notice counts as received, by what is written down so far."""
    law = service.on(timezone.localdate(notice.issued_at))
    received, presumed = None, False
    for event in notice.deliveries.order_by("id"):
        day = _received_on(event, law)
        if day is not None:
            received, presumed = day, event.state != DeliveryState.RECEIVED
    return Reception(received, presumed, service.object_by(received, law=law) if received else None, law)


class LatestState(TypedDict):
    """The last thing written down of a notice, None before the first."""

    delivery_state: str | None
    carried_by: int | None


if TYPE_CHECKING:
    NoticeOnItsWay: TypeAlias = WithAnnotations[Notice, LatestState]


def with_state(notices: QuerySet[Notice]) -> "QuerySet[NoticeOnItsWay]":
    """Notices that carry `delivery_state` and the key of who carries them."""
    latest = DeliveryEvent.objects.filter(notice=OuterRef("pk")).order_by("-id")
    return notices.annotate(
        delivery_state=Subquery(latest.values("state")[:1]), carried_by=Subquery(latest.values("deliverer")[:1])
    )


def carried_by(person: User, municipality: Municipality) -> "QuerySet[NoticeOnItsWay]":
    """The notices in this person's bag, in the order of the way."""
    held = with_state(Notice.objects.filter(municipality=municipality, cancelled_at=None))
    return held.filter(delivery_state=DeliveryState.HANDED_OVER, carried_by=person.pk).order_by("route_key", "number")


def may_follow(notice: Notice) -> list[DeliveryState]:
    """What may be written down next, in the order of the way."""
    latest = notice.deliveries.order_by("-id").first()
    return [state for state in DeliveryState if state in FOLLOWS[latest.state if latest else ""]]


def deliverers(municipality: Municipality) -> QuerySet[User]:
    """Who may carry notices here."""
    roles = (Role.NOTICE_DELIVERER, Role.TAX_OFFICER)
    members = Membership.objects.filter(municipality=municipality, role__in=roles).values("user")
    return User.objects.filter(pk__in=members, is_active=True).order_by("first_name", "username")


def _check(notice: Notice, latest: DeliveryEvent | None, what: What, today: date) -> None:
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    if latest and what.state not in FOLLOWS[latest.state]:
        raise DoesNotFollow(notice, latest, what.state)
    first = latest.on_date if latest else timezone.localdate(notice.issued_at)
    if not first <= what.on <= today:
        raise DayIsWrong(what.on)
    if what.state == DeliveryState.POSTED and not what.tracking_number.strip():
        raise TrackingMissing
    if what.state == DeliveryState.RECEIVED and not (what.received_by.strip() and what.relation):
        raise ReceiverMissing
    if what.state == DeliveryState.HANDED_OVER and not _may_carry(what.deliverer, notice.municipality):
        raise NoDeliverer


def _may_carry(person: User | None, municipality: Municipality) -> bool:
    return person is not None and deliverers(municipality).filter(pk=person.pk).exists()


def _move_due_date(notice: Notice, what: What) -> date | None:
    """Move the day to pay where the law counts it from receipt; return the day before, None when it stays."""
    if notice.continues_id:  # the day of a debt is that of its first paper, or what the decision set
        return None
    law = service.on(timezone.localdate(notice.issued_at))
    if what.state == DeliveryState.RECEIVED:
        received = what.on
    elif what.state == DeliveryState.PASTED:
        received = what.on + timedelta(days=law.pasted_days.value)
    else:
        return None
    before = notice.due_date
    if notice.bill.roll.is_of_signs:
        notice.due_date = max(before, terms.last_day(notice.bill.roll, notified_on=received))
    else:
        notice.due_date = service.due_date(before, received_on=received, law=law)
    if notice.due_date == before:
        return None
    notice.save(update_fields=["due_date"])
    return before


def _received_on(event: DeliveryEvent, law: Service) -> date | None:
    after = {
        DeliveryState.RECEIVED: 0,
        DeliveryState.POSTED: law.post_days.value,
        DeliveryState.PASTED: law.pasted_days.value,
    }
    days = after.get(DeliveryState(event.state))
    return None if days is None else event.on_date + timedelta(days=days)


def _event(notice: Notice, what: What, *, by: User, at: datetime) -> DeliveryEvent:
    return DeliveryEvent(
        municipality_id=notice.municipality_id,
        notice=notice,
        state=what.state,
        on_date=what.on,
        deliverer=what.deliverer if what.state == DeliveryState.HANDED_OVER else None,
        tracking_number=what.tracking_number.strip(),
        received_by=what.received_by.strip(),
        relation=what.relation or "",
        note=what.note.strip(),
        recorded_at=at,
        recorded_by=by,
    )


def _entry(notice: Notice, event: DeliveryEvent, by: User, at: datetime) -> JournalEntry:
    return JournalEntry(
        municipality_id=notice.municipality_id,
        user_id=by.pk,
        action=f"notice {event.state}",
        thing_kind=THING,
        thing_uid=str(notice.uid),
        at=at,
        details={"number": notice.number, "on": str(event.on_date)},
    )
