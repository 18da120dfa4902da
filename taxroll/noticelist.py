"""What the pages of notices show: counts by what became of them, a page of them, searches. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from taxroll import batches, delivery, paging
from taxroll.models import DeliveryState, Notice, NoticeBatch, Roll
from taxroll.paging import Page
from taxroll.papers import routes


@dataclass(frozen=True)
class Counts:
    """How many notices of a roll stand where; `by_state` in the order of the way, without those of none."""

    without_notice: int
    in_force: int
    cancelled: int
    by_state: Sequence[tuple[str, str, int]]


def counts(roll: Roll) -> Counts:
    issued = Notice.objects.filter(bill__roll=roll)
    found = dict(
        delivery.with_state(issued.filter(cancelled_at=None))
        .order_by()
        .values_list("delivery_state")
        .annotate(count=Count("pk"))
    )
    names = [(state.value, str(state.label), found.get(state.value, 0)) for state in DeliveryState]
    return Counts(
        without_notice=routes.open_bills(roll).count(),
        in_force=sum(found.values()),
        cancelled=issued.exclude(cancelled_at=None).count(),
        by_state=[entry for entry in names if entry[2]],
    )


def page(roll: Roll, number: int, *, state: str = "") -> "Page[delivery.NoticeOnItsWay]":
    """A page of notices in force, or of those in one state of delivery."""
    held = _listed(Notice.objects.filter(bill__roll=roll, cancelled_at=None))
    if state in DeliveryState.values:
        held = held.filter(delivery_state=state)
    return paging.page(held.order_by("number"), number)


def found(roll: Roll, words: str) -> list[Notice]:
    """Notices, cancelled ones too, by a part of the owner's name, by their number, the bill's reference or the
    tracking number; one more than a page shows."""
    asked = words.strip()
    fits = Q(number__endswith=asked) | Q(bill__reference=asked) | Q(deliveries__tracking_number__iexact=asked)
    held = _listed(Notice.objects.filter(bill__roll=roll))
    return list(
        held.filter(fits | Q(bill__owner_name__icontains=asked)).distinct().order_by("number")[: paging.SIZE + 1]
    )


def files(batch: NoticeBatch) -> list[tuple[int, int, int]]:
    """The print files of a batch: number, first and last place."""
    size = batches.IN_A_FILE
    return [(place // size + 1, place + 1, min(place + size, batch.done)) for place in range(0, batch.done, size)]


def _listed(notices: QuerySet[Notice]) -> "QuerySet[delivery.NoticeOnItsWay]":
    return delivery.with_state(notices.select_related("bill", "bill__roll"))
