"""More time to pay for one owner (s. 14 and 70): granted by a decision, in time, and at half the surcharge.

What is paid within it is not late; what is not is as late as if nothing had been granted.
"""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from taxroll import standing
from taxroll.models import MoreTime, Notice
from taxroll.notices import NoticeIsCancelled
from taxroll.standing import Standing


class DecisionMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Give the number of the decision and its reason; both are kept."))


class DecidedTomorrow(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The day of the decision has not come yet. Give the day on which it was made."))


class NotLater(Refusal):
    def __init__(self, last_day: date) -> None:
        sentence = _("The owner may pay until %(day)s already. Give a later day, one that has not gone by.")
        super().__init__(sentence % {"day": town.thai_date(last_day)})


class NothingOpen(Refusal):
    def __init__(self, notice: Notice) -> None:
        sentence = _("No tax is open on notice %(number)s. There is nothing to give more time for.")
        super().__init__(sentence % {"number": notice.number})


class NotForSigns(Refusal):
    def __init__(self) -> None:
        super().__init__(_("More time for one owner is of the land and building tax; for signs no rule was found."))


class PaidInParts(Refusal):
    def __init__(self, notice: Notice) -> None:
        sentence = _("Notice %(number)s is paid in instalments. Their days are moved by the calendar of the year only.")
        super().__init__(sentence % {"number": notice.number})


class LateAlready(Refusal):
    def __init__(self, notice: Notice) -> None:
        sentence = _(
            "Notice %(number)s was warned, or paid on when it was late. More time is granted before that; a penalty"
            " or surcharge can be waived."
        )
        super().__init__(sentence % {"number": notice.number})


@transaction.atomic
def grant(
    notice: Notice, *, last_date: date, decided_on: date, document_number: str, reason: str, by: User, at: datetime
) -> MoreTime:
    """Let one owner pay until a later day; raises one of the Refusals above."""
    if not document_number.strip() or not reason.strip():
        raise DecisionMissing
    today = timezone.localdate(at)
    if decided_on > today:
        raise DecidedTomorrow
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality")
    now = standing.of(locked.get(pk=notice.pk))
    _check(now, last_date=last_date, today=today)
    granted = MoreTime.objects.create(
        municipality=now.notice.municipality,
        notice=now.notice,
        last_date=last_date,
        decided_on=decided_on,
        document_number=document_number.strip(),
        reason=reason.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    journal.append(
        municipality=now.notice.municipality,
        by=by,
        action="more time granted",
        thing_kind="tax_notice",
        thing_uid=now.notice.uid,
        at=at,
        why=granted.reason,
        details={"number": now.notice.number, "until": last_date.isoformat(), "decision": granted.document_number},
    )
    return granted


def may_have(now: Standing, *, on: date) -> bool:
    """Whether more time could be granted on a day."""
    tomorrow = max(now.late_after(on=on), on) + timedelta(days=1)
    try:
        _check(now, last_date=tomorrow, today=on)
    except Refusal:
        return False
    return True


def _check(now: Standing, *, last_date: date, today: date) -> None:
    notice = now.notice
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    if notice.bill.roll.is_of_signs:
        raise NotForSigns
    if now.plan:
        raise PaidInParts(notice)
    if now.owed(on=today).tax_satang == 0:
        raise NothingOpen(notice)
    present = now.late_after(on=today)
    if last_date <= max(present, today):
        raise NotLater(present)
    paid_late = now.last_made_on is not None and now.last_made_on > present
    if now.warned or paid_late:
        raise LateAlready(notice)
