"""Warning letters to who did not pay in time: listed, written in a batch, and the day each was received.

The letter does not change what is owed; its receipt does (s. 69: the penalty doubles within its time and again after).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import baht_text, journal, qr
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from gis_assets.units import format_baht, year_be
from taxroll import documents, numbering, standing
from taxroll.collection import open_notices
from taxroll.models import Notice, WarningLetter
from taxroll.papers import contents, sheets
from taxroll.standing import Standing

FEWEST_DAYS, MOST_DAYS = 1, 180
TAX_COLLECTOR = "พนักงานเก็บภาษี"
"""Who signs a letter where the municipality has not said who does."""


class NobodyToWarn(Refusal):
    def __init__(self) -> None:
        super().__init__(_("None of these notices is late and without a letter. Reload the list."))


class DaysOutOfRange(Refusal):
    def __init__(self) -> None:
        sentence = _("Give between %(fewest)s and %(most)s days to pay.")
        super().__init__(sentence % {"fewest": FEWEST_DAYS, "most": MOST_DAYS})


class ReceivedAlready(Refusal):
    def __init__(self, letter: WarningLetter) -> None:
        sentence = _("Letter %(number)s was already received on %(day)s.")
        super().__init__(sentence % {"number": letter.number, "day": town.thai_date(letter.received_on)})


class ReceivedBeforeSent(Refusal):
    def __init__(self, letter: WarningLetter) -> None:
        sentence = _(
            "Letter %(number)s was written on %(day)s. It cannot be received before that day, nor after today."
        )
        super().__init__(sentence % {"number": letter.number, "day": town.thai_date(letter.issued_at)})


class PaidSince(Refusal):
    def __init__(self, letter: WarningLetter, day: date) -> None:
        sentence = _("A payment of %(day)s was reckoned without letter %(number)s. Give a day after it.")
        super().__init__(sentence % {"number": letter.number, "day": town.thai_date(day)})


@dataclass(frozen=True)
class Bundle:
    """The letters that one press wrote; `letter` is the key of the first."""

    letter: int
    issued_at: datetime
    count: int
    received: int


def to_warn(municipality: Municipality, *, tax_year_be: int, on: date) -> list[Standing]:
    """Who is late on that day and has no letter yet, the largest debts first."""
    late = open_notices.of_year(municipality, tax_year_be=tax_year_be).filter(~_warned())
    standings = [found for found in standing.of_all(list(late)) if on > found.late_after(on=on)]
    return sorted(standings, key=lambda found: -found.owed(on=on).total_satang)


@transaction.atomic
def write(
    municipality: Municipality, *, notices: Sequence[Notice], days_to_pay: int, by: User, at: datetime
) -> list[WarningLetter]:
    """A letter for each of these notices that is late, numbered in the order of the way to the owners.

    Raises DaysOutOfRange or NobodyToWarn.
    """
    if not FEWEST_DAYS <= days_to_pay <= MOST_DAYS:
        raise DaysOutOfRange
    on = timezone.localdate(at)
    wanted = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality").order_by("pk")
    locked = wanted.filter(
        ~_warned(), municipality=municipality, pk__in=[notice.pk for notice in notices], cancelled_at=None
    )
    late = [
        found
        for found in standing.of_all(list(locked))
        if on > found.late_after(on=on) and found.owed(on=on).tax_satang
    ]
    if not late:
        raise NobodyToWarn
    on_the_way = sorted(late, key=lambda found: (found.notice.route_key, found.notice.pk))
    return [_write_one(found, days_to_pay, by, at) for found in on_the_way]


@transaction.atomic
def receive(letter: WarningLetter, *, received_on: date, how: str, by: User, at: datetime) -> WarningLetter:
    """Write down when a letter was received; raises one of the Refusals above."""
    locked = WarningLetter.objects.select_for_update(of=["self"]).select_related("notice__bill__roll", "municipality")
    letter = locked.get(pk=letter.pk)
    if letter.received_on:
        raise ReceivedAlready(letter)
    if not timezone.localdate(letter.issued_at) <= received_on <= timezone.localdate(at):
        raise ReceivedBeforeSent(letter)
    last = standing.of(
        Notice.objects.select_related("bill__roll", "municipality").get(pk=letter.notice_id)
    ).last_made_on
    if last and last >= received_on:
        raise PaidSince(letter, last)
    letter.received_on, letter.received_how = received_on, how.strip()
    letter.received_recorded_at, letter.received_recorded_by = at, by
    letter.save(update_fields=["received_on", "received_how", "received_recorded_at", "received_recorded_by"])
    _write_down(letter, "warning received", by, at)
    return letter


def pdf(letter: WarningLetter) -> bytes:
    """The letter as it was written; raises DocumentDamaged when the file is not that any more."""
    return documents.kept(letter.pdf, sha256=letter.pdf_sha256)


def of_year(municipality: Municipality, *, tax_year_be: int) -> QuerySet[WarningLetter]:
    """Every letter of a tax year, the newest first."""
    letters = WarningLetter.objects.filter(municipality=municipality, notice__bill__roll__tax_year_be=tax_year_be)
    return letters.select_related("notice__bill")


def bundles(municipality: Municipality, *, tax_year_be: int) -> list[Bundle]:
    """The letters of a year by the press that wrote them, the newest first."""
    pressed = of_year(municipality, tax_year_be=tax_year_be).order_by("-issued_at").values("issued_at")
    counted = pressed.annotate(letter=Min("pk"), count=Count("pk"), received=Count("received_on"))
    return [Bundle(**row) for row in counted]


def pdf_of_bundle(letter: WarningLetter) -> bytes:
    """All letters that were written together with this one, as one file for the printer; raises DocumentDamaged."""
    together = WarningLetter.objects.filter(municipality=letter.municipality_id, issued_at=letter.issued_at)
    return sheets.join(map(pdf, together.order_by("number")))


def _warned() -> Exists:
    """Whether a letter was written for a notice or a former paper of its debt."""
    debt = Coalesce(OuterRef("continues"), OuterRef("pk"))
    return Exists(WarningLetter.objects.filter(Q(notice=debt) | Q(notice__continues=debt)))


def _write_one(found: Standing, days_to_pay: int, by: User, at: datetime) -> WarningLetter:
    notice, owed = found.notice, found.owed(on=timezone.localdate(at))
    letter = WarningLetter(
        municipality=notice.municipality,
        notice=notice,
        number=numbering.take(
            municipality=notice.municipality, kind="warning", year_be=year_be(timezone.localdate(at).year)
        ),
        issued_at=at,
        issued_by=by,
        days_to_pay=days_to_pay,
        tax_satang=owed.tax_satang,
        penalty_satang=owed.penalty_satang,
        surcharge_satang=owed.surcharge_satang,
    )
    document = documents.pdf("warning", _contents(letter, found))
    letter.pdf_sha256 = documents.sha256(document)
    letter.pdf.name = documents.keep(document, municipality=notice.municipality, kind="warnings", number=letter.number)
    letter.save()
    _write_down(letter, "warning written", by, at)
    return letter


def _contents(letter: WarningLetter, found: Standing) -> dict[str, Any]:
    """What the letter's template prints."""
    notice, bill = found.notice, found.notice.bill
    on = timezone.localdate(letter.issued_at)
    rates, office = found.law.penalty.value, contents.office_of(notice.municipality)
    return {
        "office": contents.office_facts(office) | {"signer_position": office.signer_position or TAX_COLLECTOR},
        "number": letter.number,
        "issued_on": documents.thai_date(on),
        "owner": bill.owner_name,
        "address": bill.owner_address,
        "tax_year_be": str(bill.roll.tax_year_be),
        "notice": notice.number,
        "due_on": documents.thai_date(found.late_after(on=on)),
        "reference": bill.reference,
        "qr": qr.svg(bill.reference),
        "tax": format_baht(letter.tax_satang),
        "penalty": format_baht(letter.penalty_satang),
        "surcharge": format_baht(letter.surcharge_satang),
        "total": format_baht(found.owed(on=on).total_satang),
        "total_in_words": baht_text.read(found.owed(on=on).total_satang),
        "days": letter.days_to_pay,
        "within_percent": rates.within_warning_percent,
        "after_percent": rates.after_warning_percent,
        "month_percent": found.law.surcharge.value.percent_a_month,
        "citations": [found.law.penalty.citation.cite_th, found.law.surcharge.citation.cite_th],
    }


def _write_down(letter: WarningLetter, action: str, by: User, at: datetime) -> None:
    journal.append(
        municipality=letter.municipality,
        by=by,
        action=action,
        thing_kind="tax_warning",
        thing_uid=letter.uid,
        at=at,
        details={"number": letter.number, "notice": letter.notice.number},
    )
