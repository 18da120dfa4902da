"""Corrections of the published list (s. 32): asked for, decided, and the owners concerned assessed again.

A decision changes the register by the register's own steps; here only the area and the uses of a plot are written,
the change that is asked for most. Owners, buildings and claims are changed where they are kept, then `apply` assesses
again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import steps
from gis_assets import journal, parcels
from gis_assets.models import Parcel, ParcelVersion, Right, Source
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from taxroll import assessment, mending
from taxroll.models import About, Asker, Bill, Correction, Outcome, Roll, RollStatus
from taxroll.rolls import case_types

SOURCE_KIND = "tax_list_correction"
USES = ("agriculture_wah", "residential_wah", "other_wah", "vacant_wah")


class ListNotPublished(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _(
            "The roll of %(year)s stands at “%(state)s”. Corrections are taken while its list is published; before"
            " that, change the register and build the draft again."
        )
        super().__init__(sentence % {"year": roll.tax_year_be, "state": roll.get_status_display()})


class WordsMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write what should be corrected, and why; the owner may ask for it later."))


class ReasonsMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write the reasons of the decision; they are told to the owner."))


class AlreadyDecided(Refusal):
    def __init__(self, correction: Correction) -> None:
        sentence = _("Correction %(case)s was decided on %(day)s. A new request is a new correction.")
        super().__init__(sentence % {"case": correction.case, "day": town.thai_date(correction.decided_at)})


class NotAccepted(Refusal):
    def __init__(self, correction: Correction) -> None:
        sentence = _("Correction %(case)s is not accepted, or was assessed again already: there is nothing to assess.")
        super().__init__(sentence % {"case": correction.case})


class ParcelNotInForce(Refusal):
    def __init__(self, correction: Correction) -> None:
        sentence = _("Parcel %(code)s was not in force on the day of the roll; its area cannot be corrected for it.")
        super().__init__(sentence % {"code": correction.parcel_code})


class UsesExceedArea(Refusal):
    def __init__(self, used: Decimal, area: Decimal) -> None:
        sentence = _("The uses come to %(used)s sq wah, more than the deed area of %(area)s. Correct one of them.")
        super().__init__(sentence % {"used": used, "area": area})


@dataclass(frozen=True)
class PlotFacts:
    """The deed area and the uses of a plot as they should have stood on 1 January, in square wah."""

    deed_area_wah: Decimal
    agriculture_wah: Decimal = Decimal(0)
    residential_wah: Decimal = Decimal(0)
    other_wah: Decimal = Decimal(0)
    vacant_wah: Decimal = Decimal(0)
    vacant_since_be: int | None = None


@transaction.atomic
def ask(
    roll: Roll, *, parcel: Parcel, about: About, asked_by: Asker, request: str, by: User | None, at: datetime
) -> Correction:
    """Take a request; after the days for corrections it is taken as late. Raises ListNotPublished or WordsMissing."""
    if not request.strip():
        raise WordsMissing
    roll = Roll.objects.select_for_update(of=["self"]).select_related("municipality").get(pk=roll.pk)
    if roll.status != RollStatus.LISTED:
        raise ListNotPublished(roll)
    on = timezone.localdate(at)
    case_types.declared(roll.municipality, on=on)
    case = steps.open_case(roll.municipality, case_type=case_types.CORRECTION, kind="list_correction", by=by, at=at)
    version = ParcelVersion.objects.as_of(roll.as_of_date).filter(parcel=parcel).first()
    correction = Correction.objects.create(
        municipality=roll.municipality,
        roll=roll,
        case=case,
        parcel=parcel,
        parcel_code=version.code if version else "",
        about=about,
        asked_by=asked_by,
        request=request.strip(),
        received_on=on,
        is_late=roll.corrections_until is not None and on > roll.corrections_until,
    )
    _write_down(correction, "correction asked for", by=by, at=at)
    return correction


@transaction.atomic
def accept(correction: Correction, *, reasons: str, facts: PlotFacts | None, by: User, at: datetime) -> Correction:
    """Accept a request; with `facts` the register is changed from the day of the roll and its owners assessed again.

    Raises ReasonsMissing, AlreadyDecided, ListNotPublished, ParcelNotInForce, UsesExceedArea,
    mending.YearIsImpossible, and what the register refuses (`gis_assets.parcels.WouldChangeThePast`).
    """
    correction = _decided(correction, Outcome.ACCEPTED, reasons=reasons, by=by, at=at)
    steps.advance(correction.case, to=case_types.ACCEPTED, by=by, at=at, note=correction.reasons)
    if facts is None:
        return correction
    _change_plot(correction, facts, at=at)
    return apply(correction, by=by, at=at)


@transaction.atomic
def refuse(correction: Correction, *, reasons: str, by: User, at: datetime) -> Correction:
    """Refuse a request with reasons; raises ReasonsMissing, AlreadyDecided or ListNotPublished."""
    correction = _decided(correction, Outcome.REFUSED, reasons=reasons, by=by, at=at)
    steps.advance(correction.case, to=case_types.REFUSED, by=by, at=at, note=correction.reasons)
    return correction


@transaction.atomic
def apply(correction: Correction, *, by: User, at: datetime) -> Correction:
    """Assess the owners of the parcel again after the register was changed; raises NotAccepted, and as `reassess`."""
    correction = _locked(correction)
    if correction.outcome != Outcome.ACCEPTED or correction.applied_at:
        raise NotAccepted(correction)
    parties = parties_of(correction.parcel, roll=correction.roll)
    correction.before_satang = _payable(correction.roll, parties)
    assessment.reassess(correction.roll, parties=parties, by=by, at=at)
    correction.after_satang = _payable(correction.roll, parties)
    correction.applied_at = at
    correction.save()
    steps.advance(correction.case, to=case_types.APPLIED, by=by, at=at)
    return correction


def parties_of(parcel: Parcel, *, roll: Roll) -> list[int]:
    """Whoever is billed in the roll for the parcel or a building on it, and whoever holds them by the register."""
    billed = Bill.objects.filter(roll=roll, lines__parcel_version__parcel=parcel).values_list("parties", flat=True)
    rights = Right.objects.as_of(roll.as_of_date)
    held = rights.filter(parcel=parcel).values_list("party", flat=True)
    houses = parcel.building_versions.filter(valid__contains=roll.as_of_date).values("building")
    housed = rights.filter(building__in=houses).values_list("party", flat=True)
    return sorted({*(party for parties in billed for party in parties), *held, *housed})


def _decided(correction: Correction, outcome: Outcome, *, reasons: str, by: User, at: datetime) -> Correction:
    if not reasons.strip():
        raise ReasonsMissing
    correction = _locked(correction)
    if correction.outcome:
        raise AlreadyDecided(correction)
    if correction.roll.status != RollStatus.LISTED:
        raise ListNotPublished(correction.roll)
    correction.outcome, correction.reasons = outcome, reasons.strip()
    correction.decided_at, correction.decided_by = at, by
    correction.save()
    _write_down(correction, f"correction {outcome.value}", by=by, at=at, why=correction.reasons)
    return correction


def _locked(correction: Correction) -> Correction:
    """The roll first, then the correction: as every other move locks them."""
    Roll.objects.select_for_update().get(pk=correction.roll_id)
    locked = Correction.objects.select_for_update(of=["self"])
    return locked.select_related("roll", "case", "parcel", "municipality").get(pk=correction.pk)


def _change_plot(correction: Correction, facts: PlotFacts, *, at: datetime) -> None:
    """A new version of the plot from the day of the roll, with another area and other uses and all else as it was."""
    used = sum((getattr(facts, use) for use in USES), Decimal(0))
    if used > facts.deed_area_wah:
        raise UsesExceedArea(used, facts.deed_area_wah)
    if facts.vacant_since_be and facts.vacant_since_be > correction.roll.tax_year_be:
        raise mending.YearIsImpossible(facts.vacant_since_be)
    on = correction.roll.as_of_date
    former = ParcelVersion.objects.as_of(on).filter(parcel=correction.parcel).first()
    if former is None:
        raise ParcelNotInForce(correction)
    source = Source.objects.create(
        municipality=correction.municipality,
        kind=SOURCE_KIND,
        reference=str(correction.case),
        accuracy_class=former.accuracy_class,
        recorded_at=at,
    )
    changed = vars(facts) | {"source_id": source.pk, "recorded_at": at, "valid": f"[{on.isoformat()},)"}
    parcels.supersede([_row(former, changed)], municipality=correction.municipality, on=on)


def _row(former: ParcelVersion, changed: dict[str, object]) -> list[object]:
    def value(name: str) -> object:
        kept = changed[name] if name in changed else getattr(former, name)
        return kept.hexewkb.decode() if hasattr(kept, "hexewkb") else kept

    return [value(name) for name in parcels.COLUMNS]


def _payable(roll: Roll, parties: Iterable[int]) -> int:
    bills = Bill.objects.filter(roll=roll, parties__overlap=list(parties))
    return int(bills.aggregate(total=Sum("payable_satang"))["total"] or 0)


def _write_down(correction: Correction, action: str, *, by: User | None, at: datetime, why: str = "") -> None:
    journal.append(
        municipality=correction.municipality,
        by=by,
        action=action,
        thing_kind="tax_correction",
        thing_uid=correction.uid,
        at=at,
        why=why,
        details={"case": str(correction.case), "parcel": correction.parcel_code, "about": correction.about},
    )
