"""Deciding a filing. A decision that grants assesses the bill anew: new lines beside the sealed ones, the debt lowered
in the ledger, and the notice cancelled and issued again for the same debt, so that what was paid and granted counts on.
What was paid above it is kept for the payer. Nothing is edited, and no decision raises a tax.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import steps
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from gis_assets.units import format_baht, year_be
from taxroll import ledger, notices, numbering, payments
from taxroll.collection import redividing
from taxroll.disputes import case_types, filings, letters, reassessing
from taxroll.disputes.reassessing import Correction, Reassessed
from taxroll.law import library
from taxroll.law.book import LawOfYear
from taxroll.law.rules import DueAfterDecision, NoticeAfterDecision, Silence
from taxroll.models import Filing, FilingKind, FilingOutcome, Notice, ReassessedLine, ReassessedSign
from taxroll.notices import NoticeIsCancelled
from taxroll.signs import reassessing as signs
from taxroll.signs import terms
from taxroll.signs.reassessing import ReassessedSigns, SignCorrection

Put = Correction | SignCorrection
"""What a decision puts right of one line, of land or of signs."""

GRANTS = (FilingOutcome.GRANTED, FilingOutcome.PARTLY, FilingOutcome.BY_SILENCE)


class ReasonsMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write the reasons and the section of law; they are told to the owner."))


class AnsweredAlready(Refusal):
    def __init__(self, filing: Filing) -> None:
        sentence = _("Case %(case)s was answered on %(day)s. A decision is not changed; the owner may go on from it.")
        super().__init__(sentence % {"case": filing.case, "day": town.thai_date(filing.decided_at)})


class TimeHasNotPassed(Refusal):
    def __init__(self, filing: Filing) -> None:
        sentence = _("The time for deciding case %(case)s has not passed, or silence grants nothing. Decide it.")
        super().__init__(sentence % {"case": filing.case})


class NothingGranted(Refusal):
    def __init__(self, before_satang: int) -> None:
        sentence = _(
            "With these facts the tax stays at %(amount)s baht. Put right what the decision grants, or do not grant it."
        )
        super().__init__(sentence % {"amount": format_baht(before_satang)})


class WouldRaise(Refusal):
    def __init__(self, before_satang: int, after_satang: int) -> None:
        sentence = _(
            "The tax would rise from %(before)s to %(after)s baht. An objection never makes it worse; a higher tax"
            " comes by a supplementary roll."
        )
        facts = {"before": format_baht(before_satang), "after": format_baht(after_satang)}
        super().__init__(sentence % facts)


class DecidedInTheList(Refusal):
    def __init__(self, filing: Filing) -> None:
        sentence = _(
            "This request stands in the list as correction %(case)s. Decide it there; the owner is then answered."
        )
        super().__init__(sentence % {"case": filing.correction and filing.correction.case})


class ToldBeforeDecision(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The owner receives the decision after it is made, and not later than today."))


@transaction.atomic
def examine(filing: Filing, *, by: User, at: datetime) -> Filing:
    """Take a filing up; raises AnsweredAlready or StepNotAllowed."""
    filing = locked(filing)
    steps.advance(filing.case, to=case_types.EXAMINING, by=by, at=at)
    return filing


@transaction.atomic
def decide(
    filing: Filing,
    *,
    outcome: FilingOutcome,
    reasons: str,
    corrections: Mapping[int, Put],
    by: User,
    at: datetime,
) -> Filing:
    """Answer a filing; a dispute that is granted is assessed anew and its notice issued again.

    Raises one of the Refusals above, those of `reassessing`, payments.DayIsClosed, or NoticeIsCancelled where no notice
    of the bill is in force.
    """
    if not reasons.strip():
        raise ReasonsMissing
    filing = locked(filing)
    if filing.correction and not filing.correction.outcome:
        raise DecidedInTheList(filing)
    if outcome == FilingOutcome.BY_SILENCE and not is_silent(filing, on=timezone.localdate(at)):
        raise TimeHasNotPassed(filing)
    filing.outcome, filing.reasons, filing.decided_at, filing.decided_by = outcome, reasons.strip(), at, by
    filing.decision_number = numbering.take(
        municipality=filing.municipality, kind="decision", year_be=year_be(timezone.localdate(at).year)
    )
    notice = _assess_anew(filing, corrections, at=at) if filing.is_dispute and outcome in GRANTS else None
    filing.pdf, filing.pdf_sha256 = letters.issue(filing)
    filing.save()
    if notice:
        _carry_over(filing, notice, by=by, at=at)
    steps.advance(filing.case, to=outcome.value, by=by, at=at, note=filing.reasons)
    filings.write_down(filing, f"filing answered: {outcome.value}", by=by, at=at)
    return filing


def answer(filing: Filing, *, outcome: FilingOutcome, reasons: str, by: User, at: datetime) -> Filing:
    """Answer a request that was carried out, or not, elsewhere; raises as `decide`."""
    return decide(filing, outcome=outcome, reasons=reasons, corrections={}, by=by, at=at)


@transaction.atomic
def tell(filing: Filing, *, on: date, by: User, at: datetime) -> Filing:
    """Write down when the owner received the decision, from which its days count; raises ToldBeforeDecision."""
    filing = (
        Filing.objects.select_for_update(of=["self"]).select_related("case", "municipality", "notice").get(pk=filing.pk)
    )
    if filing.decided_at is None or not timezone.localdate(filing.decided_at) <= on <= timezone.localdate(at):
        raise ToldBeforeDecision
    filing.told_on = on
    filing.save(update_fields=["told_on"])
    filings.write_down(filing, "decision received by the owner", by=by, at=at)
    return filing


def locked(filing: Filing) -> Filing:
    """The filing under its own lock, after that of the notice in force; raises AnsweredAlready."""
    notices.in_force(filing.notice.bill)
    related = (
        "municipality",
        "case",
        "correction__case",
        "line__parcel_version",
        "notice__municipality",
        "notice__bill__roll",
        "notice__bill__municipality",
    )
    found = Filing.objects.select_for_update(of=["self"]).select_related(*related).get(pk=filing.pk)
    if found.outcome:
        raise AnsweredAlready(found)
    return found


def is_silent(filing: Filing, *, on: date) -> bool:
    """Whether the time for deciding passed and the setting of the year says that this grants the objection."""
    if filing.kind != FilingKind.OBJECTION or not filing.decide_by or on <= filing.decide_by:
        return False
    return terms.of_roll(filing.notice.bill.roll).silence_of_chief.value == Silence.ACCEPTS


def effect(filing: Filing, *, corrections: Mapping[int, Put]) -> Reassessed | ReassessedSigns:
    """What the decision would make of the bill, without making it."""
    bill = filing.notice.bill
    if bill.roll.is_of_signs:
        of_signs = {line: put for line, put in corrections.items() if isinstance(put, SignCorrection)}
        return signs.reassess(bill, corrections=of_signs)
    of_land = {line: put for line, put in corrections.items() if isinstance(put, Correction)}
    return reassessing.reassess(bill, corrections=of_land)


def assessed_now(filing: Filing) -> int:
    """What the bill of a filing is assessed at after every decision so far, in satang."""
    in_force = Notice.objects.filter(bill=filing.notice.bill_id, cancelled_at=None).first()
    return ledger.assessed(in_force or filing.notice)


def decided_lines(filing: Filing) -> dict[int, ReassessedLine]:
    """What the last decision about the bill made of each of its lines; empty before the first."""
    of_bill = Filing.objects.filter(notice__bill=filing.notice.bill_id, lines__isnull=False).exclude(pk=filing.pk)
    last = of_bill.order_by("decided_at").last()
    return {line.line_id: line for line in last.lines.select_related("line")} if last else {}


def decided_signs(filing: Filing) -> dict[int, ReassessedSign]:
    """The same of a bill of signs."""
    last = terms.last_decision(filing.notice.bill)
    return {line.line_id: line for line in last.sign_lines.all()} if last and last.pk != filing.pk else {}


def _assess_anew(filing: Filing, corrections: Mapping[int, Put], *, at: datetime) -> Notice:
    """The new lines with the sums before and after; return the notice that they are about."""
    today, notice = timezone.localdate(at), notices.in_force(filing.notice.bill)
    if notice is None:
        raise NoticeIsCancelled(filing.notice)
    if ledger.closed_days(filing.municipality, [today]):
        raise payments.DayIsClosed(today)
    assessed = effect(filing, corrections=corrections)
    before, after = ledger.assessed(notice), assessed.after_satang
    if after > before:
        raise WouldRaise(before, after)
    if after == before:
        raise NothingGranted(before)
    filing.before_satang, filing.after_satang = before, after
    if isinstance(assessed, ReassessedSigns):
        ReassessedSign.objects.bulk_create(signs.rows(filing, assessed))
    else:
        ReassessedLine.objects.bulk_create(_rows(filing, assessed))
    return notice


def _carry_over(filing: Filing, notice: Notice, *, by: User, at: datetime) -> None:
    """The difference in the books, the notice issued again, and what was paid divided by what is due now."""
    before, after = filing.before_satang or 0, filing.after_satang or 0
    ledger.reduce(notice, satang=before - after, reference=filing.uid, by=by, at=at)
    law = library.of_year(notice.bill.roll.tax_year_be)
    if law.notice_after_decision.value == NoticeAfterDecision.REISSUED:
        why = _("Decision %(number)s: assessed anew") % {"number": filing.decision_number}
        due_date = _due_date(notice, law, timezone.localdate(at))
        notice = notices.supersede(notice, decision=filing, due_date=due_date, by=by, at=at, why=why)
    redividing.divide(notice, by=by, at=at)


def _due_date(notice: Notice, law: LawOfYear, on: date) -> date:
    if law.due_after_decision.value == DueAfterDecision.STAYS:
        return notice.due_date
    return max(notice.due_date, terms.last_day(notice.bill.roll, notified_on=on))


def _rows(filing: Filing, made: Reassessed) -> list[ReassessedLine]:
    columns = vars(made.assessed)
    steps_ = ("value", "exemption", "net", "tax", "relief", "phase_in", "payable")
    return [
        ReassessedLine(
            municipality=filing.municipality,
            filing=filing,
            line=new.line,
            property_satang=new.property_satang,
            table=int(new.table),
            vacant_years=new.vacant_years,
            reduction_ppm=new.reduction_ppm,
            area_wah=new.area_wah,
            slice_base_satang=made.assessed.slice_base_satang[place].tolist(),
            slice_tax_satang=made.assessed.slice_tax_satang[place].tolist(),
            escalation_ppm=int(made.assessed.escalation_ppm[place]),
            **{f"{step}_satang": int(columns[f"{step}_satang"][place]) for step in steps_},
        )
        for place, new in enumerate(made.lines)
    ]
