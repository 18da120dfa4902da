"""The last days of a tax year in one municipality: those of the law's files, moved by documents that were entered here.

An extension changes what is owed from then on, never what was paid. Every entry is kept.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import journal, units
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from taxroll.law import library
from taxroll.law.dated import Citation
from taxroll.models import CalendarExtension, CalendarStep

INSTALMENTS = (CalendarStep.INSTALMENT_1, CalendarStep.INSTALMENT_2, CalendarStep.INSTALMENT_3)


class DocumentMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Give the number of the document that moves the day, and the reason; both are kept."))


class EarlierThanTheLaw(Refusal):
    def __init__(self, last_date: date) -> None:
        sentence = _("The calendar of the year already allows until %(day)s. Enter a later day.")
        super().__init__(sentence % {"day": town.thai_date(last_date)})


class SameDay(Refusal):
    def __init__(self, last_date: date) -> None:
        sentence = _("%(day)s is already the last day of this step. Nothing was changed.")
        super().__init__(sentence % {"day": town.thai_date(last_date)})


@dataclass(frozen=True)
class LastDay:
    """The last day of a step, and the document that moved it, if one did; None where nobody has named a day.

    `usual` is what the rhythm of the Act gives when nothing is extended; it binds nobody.
    """

    step: CalendarStep
    last_date: date | None
    by_law: date | None
    usual: date
    extension: CalendarExtension | None = None


@dataclass(frozen=True)
class YearCalendar:
    """The last days of one tax year as they hold now."""

    tax_year_be: int
    days: Mapping[CalendarStep, LastDay]
    citation: Citation
    history: Sequence[CalendarExtension]

    @property
    def pay_by(self) -> date:
        last_date = self.days[CalendarStep.PAY].last_date
        assert last_date is not None  # noqa: S101  every year of the law's calendar names it
        return last_date

    @property
    def pay_by_document(self) -> date | None:
        """The last day to pay where a document moved it."""
        return self.pay_by if self.days[CalendarStep.PAY].extension else None

    @property
    def instalments_by(self) -> tuple[date, ...]:
        days = (self.days[step].last_date for step in INSTALMENTS)
        return tuple(day for day in days if day is not None)


def of(municipality: Municipality, tax_year_be: int) -> YearCalendar:
    """The calendar of a year; raises LawIsSilent for a year without law."""
    law = library.of_year(tax_year_be).calendar
    by_law, usual = _by_law(tax_year_be), _usual(tax_year_be)
    history = list(CalendarExtension.objects.filter(municipality=municipality, tax_year_be=tax_year_be))
    latest = {extension.step: extension for extension in history}
    days = {step: _last_day(step, by_law[step], usual[step], latest.get(step)) for step in CalendarStep}
    return YearCalendar(tax_year_be, days, law.citation, history)


@transaction.atomic
def extend(
    *,
    municipality: Municipality,
    tax_year_be: int,
    step: CalendarStep,
    last_date: date,
    document_number: str,
    reason: str,
    by: User,
    at: datetime,
) -> CalendarExtension:
    """Move the last day of a step by a document; raises one of the Refusals above."""
    if not document_number.strip() or not reason.strip():
        raise DocumentMissing
    present = of(municipality, tax_year_be).days[step]
    if present.last_date == last_date:
        raise SameDay(last_date)
    if present.by_law and last_date < present.by_law:
        raise EarlierThanTheLaw(present.by_law)
    moved = CalendarExtension.objects.create(
        municipality=municipality,
        tax_year_be=tax_year_be,
        step=step,
        last_date=last_date,
        document_number=document_number.strip(),
        reason=reason.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    journal.append(
        municipality=municipality,
        by=by,
        action="last day moved",
        thing_kind="tax_calendar",
        thing_uid=f"{tax_year_be}/{step}",
        at=at,
        why=moved.reason,
        details={"last_date": last_date.isoformat(), "document": moved.document_number},
    )
    return moved


def _by_law(tax_year_be: int) -> dict[CalendarStep, date | None]:
    law = library.of_year(tax_year_be).calendar.value
    parts = dict(zip(INSTALMENTS, law.instalments_by, strict=False))
    known = {
        CalendarStep.LIST: law.list_by,
        CalendarStep.NOTICE: law.notice_by,
        CalendarStep.PAY: law.pay_by,
        CalendarStep.WARNING: law.warning_by,
        CalendarStep.LAND_OFFICE: law.land_office_by,
    }
    return {step: known.get(step) or parts.get(step) for step in CalendarStep}


def _usual(tax_year_be: int) -> dict[CalendarStep, date]:
    """The last days of the months that the Act's rhythm names."""
    rhythm, year = library.of_year(tax_year_be).rhythm.value, units.year_ce(tax_year_be)
    months = {
        CalendarStep.LIST: (year - 1, rhythm.list_month_before),
        CalendarStep.NOTICE: (year, rhythm.notice_month),
        CalendarStep.PAY: (year, rhythm.pay_month),
        CalendarStep.WARNING: (year, rhythm.warning_month),
        CalendarStep.LAND_OFFICE: (year, rhythm.land_office_month),
    }
    months |= {step: (year, month) for step, month in zip(INSTALMENTS, rhythm.instalment_months, strict=True)}
    return {step: date(*month, monthrange(*month)[1]) for step, month in months.items()}


def _last_day(step: CalendarStep, by_law: date | None, usual: date, extension: CalendarExtension | None) -> LastDay:
    return LastDay(step, extension.last_date if extension else by_law, by_law, usual, extension)
