"""What becomes of a paper: what may follow what, what must be said, and from when it counts as received."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from gis_assets.models import JournalEntry, Municipality, Role
from taxroll import delivery, notices
from taxroll.delivery import What
from taxroll.law import service
from taxroll.models import Bill, DeliveryEvent, DeliveryState, Notice, Relation, Roll
from tests import lasting
from tests.taxroll.test_notices import ISSUED_AT

DAY = date(2024, 4, 5)
LATER = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    return notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)


@pytest.fixture
def note(notice: Notice, clerk: User) -> Callable[..., DeliveryEvent]:
    """`note("posted", tracking_number="EF1")` writes one thing down."""

    def record(state: str, on: date = DAY, **more: object) -> DeliveryEvent:
        what = What(DeliveryState(state), on, **more)  # type: ignore[arg-type]  # the words of the test
        return delivery.record(notice, what, by=clerk, at=LATER)

    return record


Note = Callable[..., DeliveryEvent]
TAKEN = {"received_by": "นางสาวลูก ใจดี", "relation": Relation.FAMILY}


def test_paper_is_posted_then_received(note: Note, notice: Notice) -> None:
    note("posted", tracking_number="EF582568151TH")
    note("received", on=DAY + timedelta(days=2), **TAKEN)

    assert [event.state for event in notice.deliveries.all()] == ["posted", "received"]
    found = delivery.reception(notice)
    assert (found.received_on, found.presumed) == (date(2024, 4, 7), False)
    assert found.object_by == date(2024, 5, 7)


def test_posted_paper_is_presumed_received_after_seven_days(note: Note, notice: Notice) -> None:
    note("posted", tracking_number="EF582568151TH")

    found = delivery.reception(notice)

    assert (found.received_on, found.presumed) == (date(2024, 4, 12), True)


def test_pasted_paper_is_presumed_received_after_seven_days(note: Note, notice: Notice) -> None:
    note("refused")
    note("pasted", on=DAY + timedelta(days=1))

    assert delivery.reception(notice).received_on == date(2024, 4, 13)


def test_nothing_is_received_when_the_paper_came_back(note: Note, notice: Notice) -> None:
    note("returned")

    assert delivery.reception(notice).received_on is None


@pytest.mark.parametrize("state", ["printed", "handed_over", "posted", "refused", "returned", "pasted", "received"])
def test_nothing_follows_a_receipt(note: Note, clerk: User, state: str) -> None:
    note("received", **TAKEN)

    with pytest.raises(delivery.DoesNotFollow):
        note(state, deliverer=clerk, tracking_number="1", **TAKEN)


def test_posting_needs_its_number(note: Note) -> None:
    with pytest.raises(delivery.TrackingMissing):
        note("posted")


@pytest.mark.parametrize("said", [{}, {"received_by": "ใคร"}, {"relation": Relation.SELF}])
def test_receipt_needs_who_and_relation(note: Note, said: dict[str, object]) -> None:
    with pytest.raises(delivery.ReceiverMissing):
        note("received", **said)


@pytest.mark.parametrize("day", [date(2024, 4, 1), date(2024, 12, 2)])
def test_day_is_refused_when_it_lies_before_the_notice_or_ahead(note: Note, day: date) -> None:
    with pytest.raises(delivery.DayIsWrong):
        note("returned", on=day)


def test_cancelled_notice_is_not_delivered(note: Note, notice: Notice, clerk: User) -> None:
    notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ผิด")

    with pytest.raises(notices.NoticeIsCancelled):
        note("returned")


def test_stranger_carries_nothing(note: Note, officer: Callable[..., User], other_municipality: Municipality) -> None:
    with pytest.raises(delivery.NoDeliverer):
        note("handed_over", deliverer=officer(Role.NOTICE_DELIVERER, of=other_municipality))


def test_deliverer_holds_what_was_handed_over_until_it_is_received(
    note: Note, notice: Notice, officer: Callable[..., User]
) -> None:
    carrier = officer(Role.NOTICE_DELIVERER)
    note("handed_over", deliverer=carrier)
    held = list(delivery.carried_by(carrier, notice.municipality))

    note("received", **TAKEN)

    assert held == [notice]
    assert not delivery.carried_by(carrier, notice.municipality).exists()


def test_heap_is_handed_over_without_what_is_received_already(
    note: Note, notice: Notice, clerk: User, officer: Callable[..., User]
) -> None:
    note("received", **TAKEN)
    what = What(DeliveryState.HANDED_OVER, LATER.date(), deliverer=officer(Role.NOTICE_DELIVERER))

    assert delivery.record_all(Notice.objects.all(), what, by=clerk, at=LATER) == 0


def test_heap_is_marked_as_printed_once(notice: Notice, clerk: User) -> None:
    what = What(DeliveryState.PRINTED, LATER.date())

    counts = [delivery.record_all(Notice.objects.all(), what, by=clerk, at=LATER) for _ in range(2)]

    assert counts == [1, 0]
    assert JournalEntry.objects.filter(action="notice printed").count() == 1


def test_database_refuses_to_edit_what_happened(note: Note) -> None:
    note("returned")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE taxroll_deliveryevent SET on_date = '2024-04-06'")


def test_late_receipt_leaves_the_day_to_pay_when_it_counts_from_issue(note: Note, notice: Notice) -> None:
    note("received", on=date(2024, 6, 20), **TAKEN)

    notice.refresh_from_db()
    assert notice.due_date == date(2024, 6, 30)


def test_late_receipt_moves_the_day_to_pay_when_it_counts_from_receipt(
    note: Note, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = service.on(DAY)
    from_receipt = replace(law.payment, value=replace(law.payment.value, counts_from=service.CountsFrom.RECEIPT))
    monkeypatch.setattr(service, "on", lambda _day: replace(law, payment=from_receipt))

    event = note("received", on=date(2024, 6, 20), **TAKEN)

    notice.refresh_from_db()
    assert (event.due_date_before, notice.due_date) == (date(2024, 6, 30), date(2024, 7, 20))
