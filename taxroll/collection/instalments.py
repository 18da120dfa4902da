"""Paying in parts (s. 52): granted on a written request made in time; one missed part ends the right.

Parts of the land tax follow the calendar of the year; those of signs follow the last day to pay.
"""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from gis_assets.units import format_baht
from taxroll import calendars, standing
from taxroll.law import collection, signboards
from taxroll.law.collection import NoInstalments
from taxroll.models import Instalment, InstalmentPlan, Notice
from taxroll.notices import NoticeIsCancelled
from taxroll.standing import Standing


class RequestMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Instalments need a written request. Give the number under which it was received."))


class TooSmall(Refusal):
    def __init__(self, tax_satang: int, smallest_satang: int, at_most: int) -> None:
        sentence = _(
            "Tax of %(tax)s baht cannot be paid so: from %(smallest)s baht on, in at most %(parts)s instalments."
        )
        facts = {"tax": format_baht(tax_satang), "smallest": format_baht(smallest_satang), "parts": at_most}
        super().__init__(sentence % facts)


class RequestTooLate(Refusal):
    def __init__(self, due_date: date) -> None:
        sentence = _("The request came after the last day to pay, %(day)s. Only an extension of that day can help.")
        super().__init__(sentence % {"day": town.thai_date(due_date)})


class HasMoreTime(Refusal):
    def __init__(self, day: date) -> None:
        sentence = _("The owner was granted more time, until %(day)s; the tax is then paid at once.")
        super().__init__(sentence % {"day": town.thai_date(day)})


class RequestOfTomorrow(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The day of the request has not come yet. Give the day on which it was received."))


class HasPlan(Refusal):
    def __init__(self, notice: Notice) -> None:
        sentence = _("Notice %(number)s is already paid in instalments; the plan stands as it was granted.")
        super().__init__(sentence % {"number": notice.number})


class PaidAlready(Refusal):
    def __init__(self, notice: Notice) -> None:
        sentence = _("Money was already paid on notice %(number)s. Instalments are granted before the first payment.")
        super().__init__(sentence % {"number": notice.number})


class DaysMissing(Refusal):
    def __init__(self, tax_year_be: int) -> None:
        sentence = _("The calendar of %(year)s names too few days for instalments. Enter them in the calendar first.")
        super().__init__(sentence % {"year": tax_year_be})


@transaction.atomic
def grant(
    notice: Notice, *, parts: int, requested_on: date, document_number: str, by: User, at: datetime, on: date
) -> InstalmentPlan:
    """Grant the right to pay in parts; raises one of the Refusals above."""
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality")
    notice = locked.get(pk=notice.pk)
    now = standing.of(notice)
    _check(now, requested_on, document_number, on)
    amounts = _amounts(now, parts)
    plan = InstalmentPlan.objects.create(
        municipality=notice.municipality,
        notice=notice,
        requested_on=requested_on,
        document_number=document_number.strip(),
        granted_at=at,
        granted_by=by,
    )
    days = _days(now, parts)
    Instalment.objects.bulk_create(
        Instalment(
            municipality=notice.municipality, plan=plan, number=number, due_date=due_date, amount_satang=amount_satang
        )
        for number, (due_date, amount_satang) in enumerate(zip(days, amounts, strict=True), start=1)
    )
    journal.append(
        municipality=notice.municipality,
        by=by,
        action="instalments granted",
        thing_kind="tax_notice",
        thing_uid=notice.uid,
        at=at,
        details={"number": notice.number, "parts": amounts, "request": plan.document_number},
    )
    return plan


def _check(now: Standing, requested_on: date, document_number: str, on: date) -> None:
    notice = now.notice
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    if now.plan:
        raise HasPlan(notice)
    if now.more_time:
        raise HasMoreTime(now.more_time)
    if not document_number.strip():
        raise RequestMissing
    if requested_on > on:
        raise RequestOfTomorrow
    if requested_on > now.due_date:
        raise RequestTooLate(now.due_date)
    if now.made:
        raise PaidAlready(notice)


def _amounts(now: Standing, parts: int) -> list[int]:
    try:
        return collection.instalments(now.tax_satang, parts=parts, law=now.law)
    except NoInstalments as too_small:
        rule = now.law.instalments.value
        raise TooSmall(now.tax_satang, rule.smallest_tax_satang, rule.at_most) from too_small


def _days(now: Standing, parts: int) -> list[date]:
    """The calendar's days; the first is never before the notice's own last day, later ones never before former ones."""
    if now.notice.bill.roll.is_of_signs:
        return signboards.instalment_days(parts, first=now.due_date, law=now.law)
    year = calendars.of(now.notice.municipality, now.notice.bill.roll.tax_year_be)
    if len(year.instalments_by) < parts:
        raise DaysMissing(year.tax_year_be)
    days: list[date] = []
    for day in year.instalments_by[:parts]:
        days.append(max(day, days[-1] if days else now.due_date))
    return days
