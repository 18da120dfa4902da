"""Recording what an officer decides about one property: exempt use, a reduction, taxes of 2562, an approved price.

Each holds for a period. A new decision ends the one before it on the day it begins; a mistake is withdrawn and gives
back the days it took, and both stay to be seen. Whether a claim is right is the officer's judgement; this module keeps
it whole and dated.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from gis_assets import corrections, journal, units
from gis_assets.models import Building, Parcel, Party, Unit
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from taxroll.law import library
from taxroll.law.dated import LawIsSilent
from taxroll.models import ApprovedPrice, Claim, ClaimedUse, ExemptUse, OldTax, Reduction
from taxroll.properties import LARGEST_PRICE_SATANG

Property = Parcel | Building | Unit
Decided = ExemptUse | Reduction | OldTax | ApprovedPrice
DecidedT = TypeVar("DecidedT", ExemptUse, Reduction, OldTax, ApprovedPrice)

# The tax years of section 97.
OLD_TAX_FIRST, OLD_TAX_LAST = date(2020, 1, 1), date(2022, 12, 31)


class UnknownKind(Refusal):
    def __init__(self, kind: str) -> None:
        super().__init__(_("The law of that day knows no kind “%(kind)s”. Choose one from the list.") % {"kind": kind})


class PeriodIsEmpty(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The last day lies before the first. Correct one of them."))


class LaterOneExists(Refusal):
    def __init__(self, since: date) -> None:
        super().__init__(
            _("A decision of this kind already begins on %(day)s. Withdraw it first, or let this one end before it.")
            % {"day": town.thai_date(since)}
        )


class AreaIsImpossible(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write how much of the area is exempt, above 0; or choose the whole property."))


class PriceIsImpossible(Refusal):
    def __init__(self) -> None:
        most = units.format_baht(LARGEST_PRICE_SATANG)
        super().__init__(_("A price must be above 0 and at most %(most)s baht.") % {"most": most})


class AmountIsImpossible(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write what was paid in 2562; one of the two taxes must be above 0, none below."))


class IsWithdrawn(Refusal):
    def __init__(self) -> None:
        super().__init__(_("It was withdrawn before. Nothing was changed."))


@dataclass(frozen=True)
class Decision:
    """About which property, from which day to which (`last` is in force; None for no end), and on what evidence."""

    of: Property
    since: date
    last: date | None
    evidence: str
    by: User
    at: datetime


@transaction.atomic
def exempt(decision: Decision, *, kind: str, of_use: ClaimedUse, area: Decimal | None) -> ExemptUse:
    """Record that section 8 exempts a property or a part of it; raises the refusals of this module."""
    _known(kind, "exempt_property", decision.since)
    if (of_use == ClaimedUse.WHOLE) != (area is None) or (area is not None and area <= 0):
        raise AreaIsImpossible
    ended = _end_former(ExemptUse.objects.filter(**_of(decision.of)), decision)
    facts = {"kind": kind, "of_use": of_use, "area": area, "former_periods": ended}
    return _written(ExemptUse(**_stamp(decision), **facts, evidence=decision.evidence), decision)


@transaction.atomic
def reduce(decision: Decision, *, kind: str, since_date: date) -> Reduction:
    """Record a reduced tax; a kind that the law limits to some years ends with them, counted from `since_date`."""
    _known(kind, "type_reductions", decision.since)
    years = library.of_year(units.year_be(decision.since.year)).type_reductions[kind].value.years
    if years is not None:
        decision = _limited(decision, _after_years(since_date, years))
    ended = _end_former(Reduction.objects.filter(**_of(decision.of)), decision)
    facts = {"kind": kind, "since_date": since_date, "former_periods": ended}
    return _written(Reduction(**_stamp(decision), **facts, evidence=decision.evidence), decision)


@transaction.atomic
def note_old_tax(
    of: Property,
    *,
    party: Party,
    house_and_land_satang: int,
    maintenance_satang: int,
    evidence: str,
    by: User,
    at: datetime,
) -> OldTax:
    """Record what an owner paid for a property in 2562; section 97 looks at it in the tax years 2563 to 2565."""
    if min(house_and_land_satang, maintenance_satang) < 0 or house_and_land_satang + maintenance_satang == 0:
        raise AmountIsImpossible
    decision = Decision(of, OLD_TAX_FIRST, OLD_TAX_LAST, evidence, by, at)
    former = OldTax.objects.select_for_update().filter(**_of(of), party=party, withdrawn_at=None)
    former.update(withdrawn_at=at, withdrawn_by=by, withdrawn_why=_("Replaced by another amount"))
    written = OldTax(
        **_stamp(decision),
        party=party,
        house_and_land_satang=house_and_land_satang,
        maintenance_satang=maintenance_satang,
        evidence=evidence,
    )
    return _written(written, decision)


@transaction.atomic
def approve_price(decision: Decision, *, price_satang: int) -> ApprovedPrice:
    """Record a price for one property, by square wah or square metre; `decision.evidence` names the document."""
    if not 0 < price_satang <= LARGEST_PRICE_SATANG:
        raise PriceIsImpossible
    ended = _end_former(ApprovedPrice.objects.filter(**_of(decision.of)), decision)
    facts = {"price_satang": price_satang, "document": decision.evidence[:200], "former_periods": ended}
    return _written(ApprovedPrice(**_stamp(decision), **facts), decision)


@transaction.atomic
def withdraw(claim: Decided, *, why: str, by: User, at: datetime) -> None:
    """Take back what was never right; it stays to be seen with its reason, and what it ended holds again.

    Raises IsWithdrawn.
    """
    thing = claim.parcel or claim.building or claim.unit
    if thing:
        _lock(thing)
    locked = _locked(claim)
    if locked.withdrawn_at is not None:
        raise IsWithdrawn
    locked.withdrawn_at = at
    if isinstance(locked, Claim):
        locked.withdrawn_by, locked.withdrawn_why = by, why
    locked.save()
    _give_back(locked)
    _journal(locked, "withdrawn", by=by, at=at, why=why)


def _locked(claim: Decided) -> Decided:
    for model in (ExemptUse, Reduction, OldTax, ApprovedPrice):
        if isinstance(claim, model):
            return model.objects.select_for_update().get(pk=claim.pk)
    raise TypeError(type(claim))


def _of(thing: Property) -> dict[str, Property]:
    return {thing._meta.model_name or "": thing}


def _known(kind: str, of_law: str, on: date) -> None:
    try:
        kinds = getattr(library.of_year(units.year_be(on.year)), of_law)
    except LawIsSilent as silence:
        raise UnknownKind(kind) from silence
    if kind not in kinds:
        raise UnknownKind(kind)


def _limited(decision: Decision, last: date) -> Decision:
    earlier = last if decision.last is None else min(last, decision.last)
    return Decision(decision.of, decision.since, earlier, decision.evidence, decision.by, decision.at)


def _after_years(day: date, years: int) -> date:
    """The last of so many years from a day; the 29th of February ends with February."""
    try:
        return date.fromordinal(day.replace(year=day.year + years).toordinal() - 1)
    except ValueError:
        return date(day.year + years, 2, 28)


def _stamp(decision: Decision) -> dict[str, object]:
    return {
        **_of(decision.of),
        "municipality": decision.of.municipality,
        "valid": _valid(decision),
        "decided_by": decision.by,
        "decided_at": decision.at,
    }


def _valid(decision: Decision) -> DateRange:
    if decision.last is not None and decision.last < decision.since:
        raise PeriodIsEmpty
    return DateRange(decision.since, None if decision.last is None else date.fromordinal(decision.last.toordinal() + 1))


def _end_former(of_property: QuerySet[DecidedT], decision: Decision) -> dict[str, list[str | None]]:
    """What is in force on the day the new one begins ends there; one that begins later must be decided first.

    Returns the first and the last day of each that was ended, the day after its end, as they were before.
    """
    _lock(decision.of)
    ended: dict[str, list[str | None]] = {}
    in_the_way = of_property.filter(withdrawn_at=None, valid__overlap=_valid(decision))
    for former in in_the_way.select_for_update():
        if former.valid.lower > decision.since:
            raise LaterOneExists(former.valid.lower)
        until = former.valid.upper
        ended[str(former.pk)] = [former.valid.lower.isoformat(), until.isoformat() if until else None]
        former.valid = corrections.before(former.valid, decision.since)
        former.save(update_fields=["valid"])
    return ended


def _give_back(withdrawn: Decided) -> None:
    """Let what a withdrawn decision had ended run on, until its own end or the next decision that stands."""
    if withdrawn.valid.isempty:  # another one took all its days, and what it had ended stays ended by that one
        return
    for pk, (first, until) in withdrawn.former_periods.items():
        former = type(withdrawn)._default_manager.filter(pk=int(pk), withdrawn_at=None).first()
        if former is None or first is None:
            continue
        former.valid = DateRange(date.fromisoformat(first), _free_until(former, withdrawn.valid.lower, until))
        former.save(update_fields=["valid"])


def _free_until(former: Decided, since: date, until: str | None) -> date | None:
    """The day on which `former` ends at the latest: its own, or the first day from `since` that another one has."""
    thing = former.parcel or former.building or former.unit
    others = type(former)._default_manager.filter(**(_of(thing) if thing else {}), withdrawn_at=None)
    begins = others.exclude(pk=former.pk).filter(valid__startswith__gte=since).order_by("valid")
    ends = [one.valid.lower for one in begins[:1]] + ([date.fromisoformat(until)] if until else [])
    return min(ends, default=None)


def _lock(thing: Property) -> None:
    """Decisions about one property are made one after the other."""
    type(thing)._default_manager.select_for_update().get(pk=thing.pk)


def _written(claim: DecidedT, decision: Decision) -> DecidedT:
    claim.save(force_insert=True)
    _journal(claim, "decided", by=decision.by, at=decision.at)
    return claim


def _journal(claim: Decided, deed: str, *, by: User, at: datetime, why: str = "") -> None:
    thing = claim.parcel or claim.building or claim.unit
    kind = claim._meta.model_name or ""
    journal.append(
        municipality=claim.municipality,
        by=by,
        action=f"{kind} {deed}",
        thing_kind=thing._meta.model_name or "" if thing else "",
        thing_uid=thing.uid if thing else "",
        at=at,
        why=why,
        details={"claim": claim.pk, "since": str(claim.valid.lower)},
    )
