"""Mending the register from the work list: one edit of many properties, dated, journalled, and undone the same way.

A fix holds from 1 January of the tax year it is made for, as a new version; what stood before stays to be seen. Prices
are approved for the property and not written into the register.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import corrections, journal, rights, units
from gis_assets.models import (
    Building,
    BuildingVersion,
    JournalEntry,
    Municipality,
    Parcel,
    ParcelVersion,
    Right,
    Source,
    Unit,
    UnitVersion,
)
from gis_assets.models.parties import RightKind
from gis_assets.refusals import Refusal
from gis_assets.rights import Holding, Person
from taxroll import claims
from taxroll.claims import Decision
from taxroll.models import AcknowledgedArea

AnyVersion = ParcelVersion | BuildingVersion | UnitVersion

ACTION, UNDONE, OWNERS_SET = "work list edit", "work list edit undone", "holders set in bulk"
SOURCE_KIND = "tax_work_list"
MOST_AT_ONCE = 500
FIRST_YEAR_BE = 2400
_MODELS: dict[str, type[ParcelVersion] | type[BuildingVersion] | type[UnitVersion]] = {
    "parcel": ParcelVersion,
    "building": BuildingVersion,
    "unit": UnitVersion,
}


class NothingChosen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No property is chosen. Tick those that should be changed."))


class TooManyAtOnce(Refusal):
    def __init__(self) -> None:
        super().__init__(_("At most %(most)s properties can be changed at once.") % {"most": MOST_AT_ONCE})


class DoesNotFit(Refusal):
    def __init__(self, thing: str) -> None:
        super().__init__(
            _("%(thing)s cannot be given this: it is of another kind. Choose properties of one kind.")
            % {"thing": thing}
        )


class HasNoArea(Refusal):
    def __init__(self, thing: str) -> None:
        super().__init__(_("The area of %(thing)s is not recorded. Enter its area first.") % {"thing": thing})


class YearIsImpossible(Refusal):
    def __init__(self, year: int) -> None:
        super().__init__(
            _("%(year)s is no possible year. Write it in the Buddhist era, such as 2555.") % {"year": year}
        )


class AreaIsImpossible(Refusal):
    def __init__(self) -> None:
        super().__init__(_("An area must be above 0."))


class SharesAreNotOne(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The shares do not add up to one. Correct them, for instance 1/2 and 1/2."))


class WasChangedSince(Refusal):
    def __init__(self, thing: str) -> None:
        super().__init__(
            _("%(thing)s was changed again since, so the edit cannot be undone as a whole. Mend it on its own page.")
            % {"thing": thing}
        )


@dataclass(frozen=True)
class Edit:
    """Which versions (`parcel:12`), from which day, on what evidence, by whom and when."""

    names: Sequence[str]
    on: date
    evidence: str
    municipality: Municipality
    by: User
    at: datetime


def assign_use(edit: Edit, *, use: str, vacant_since_be: int | None = None) -> Source:
    """Give the whole area of each property one use: agriculture, residential, other or vacant."""

    def facts(version: AnyVersion) -> dict[str, Any]:
        unit = "wah" if isinstance(version, ParcelVersion) else "m2"
        area = _area(version)
        if area is None:
            raise HasNoArea(str(version))
        uses = ("residential", "other", "vacant") if isinstance(version, UnitVersion) else _USES
        if use not in uses:
            raise DoesNotFit(str(version))
        since = vacant_since_be if use == "vacant" else None
        return {f"{name}_{unit}": area if name == use else Decimal(0) for name in uses} | {"vacant_since_be": since}

    if vacant_since_be is not None:
        _possible(vacant_since_be, edit)
    return _apply(edit, facts)


def set_year_built(edit: Edit, *, year_be: int) -> Source:
    """Say when buildings were built, in the Buddhist era."""
    _possible(year_be, edit)

    def facts(version: AnyVersion) -> dict[str, Any]:
        if not isinstance(version, BuildingVersion):
            raise DoesNotFit(str(version))
        return {"built_year_be": year_be}

    return _apply(edit, facts)


def set_vacant_since(edit: Edit, *, year_be: int) -> Source:
    """Say since which tax year properties have been unused."""
    _possible(year_be, edit)
    return _apply(edit, lambda version: {"vacant_since_be": year_be})


def set_deed_area(edit: Edit, *, area_wah: Decimal) -> Source:
    """Correct the deed's area of parcels, in square wah."""
    if area_wah <= 0:
        raise AreaIsImpossible

    def facts(version: AnyVersion) -> dict[str, Any]:
        if not isinstance(version, ParcelVersion):
            raise DoesNotFit(str(version))
        return {"deed_area_wah": area_wah}

    return _apply(edit, facts)


@transaction.atomic
def set_owners(edit: Edit, *, owners: Sequence[tuple[Person, Fraction]]) -> int:
    """Give every property the same holders, each with his share; raises SharesAreNotOne. Returns for how many.

    Who is named here holds alone from the day on; a person without a number becomes one new party for all of them.
    """
    if sum(share for _person, share in owners) != 1:
        raise SharesAreNotOne
    things = [_thing(version) for version in _versions(edit)]
    source = _source(edit.municipality, edit.evidence, edit.at)
    parties = [
        (rights.party_of(person, municipality=edit.municipality, on=edit.on, source=source, at=edit.at), share)
        for person, share in owners
    ]
    for thing in things:
        held = [Holding(party, _new_kind(thing, share), share.numerator, share.denominator) for party, share in parties]
        rights.correct_holders(thing, holdings=held, on=edit.on, source=source, at=edit.at)
    details = {"properties": [[_model(thing), str(thing.uid)] for thing in things], "holders": len(owners)}
    _journal(edit.municipality, OWNERS_SET, source, details, why=edit.evidence, by=edit.by, at=edit.at)
    return len(things)


@transaction.atomic
def acknowledge_areas(edit: Edit) -> int:
    """Write down why the measured and the deed area of parcels differ rightly; returns of how many.

    It holds for these two figures: another survey or another deed puts the parcel back on the list.
    """
    versions = [version for version in _versions(edit) if isinstance(version, ParcelVersion)]
    made = []
    for version in versions:
        if version.deed_area_wah is None:
            raise HasNoArea(str(version))
        known, _is_new = AcknowledgedArea.objects.get_or_create(
            parcel=version.parcel,
            deed_area_wah=version.deed_area_wah,
            measured_area_m2=version.measured_area_m2,
            withdrawn_at=None,
            defaults={
                "municipality": edit.municipality,
                "reason": edit.evidence,
                "decided_at": edit.at,
                "decided_by": edit.by,
            },
        )
        made.append(known.pk)
    source = _source(edit.municipality, edit.evidence, edit.at)
    changed = [["parcel", version.pk, version.pk] for version in versions]
    details = {"on": edit.on.isoformat(), "versions": changed, "fields": [], "acknowledged": made}
    _journal(edit.municipality, ACTION, source, details, why=edit.evidence, by=edit.by, at=edit.at)
    return len(made)


@transaction.atomic
def approve_prices(edit: Edit, *, price_satang: int) -> int:
    """Approve one price, by square wah or square metre, for each property; returns for how many."""
    versions = _versions(edit)
    if len({type(version) for version in versions}) > 1:
        raise DoesNotFit(str(versions[-1]))
    for version in versions:
        claims.approve_price(
            Decision(_thing(version), edit.on, None, edit.evidence, edit.by, edit.at), price_satang=price_satang
        )
    return len(versions)


@transaction.atomic
def set_holders(
    thing: Parcel | Building | Unit,
    *,
    former: Sequence[Right],
    shares: Mapping[int, Fraction],
    homes: Collection[int],
    newcomer: tuple[Person, Fraction] | None,
    on: date,
    evidence: str,
    by: User,
    at: datetime,
) -> Source:
    """Say who holds a property in which shares from a day on; raises SharesAreNotOne.

    `shares` and `homes` name parties of `former` by their id; who has no share there holds nothing any more.
    """
    if sum(shares.values()) + (newcomer[1] if newcomer else 0) != 1:
        raise SharesAreNotOne
    source = _source(thing.municipality, evidence, at)
    kept = [right for right in former if right.party_id in shares]
    held = [_held(right, shares[right.party_id], right.party_id in homes) for right in kept]
    if newcomer:
        person, share = newcomer
        party = rights.party_of(person, municipality=thing.municipality, on=on, source=source, at=at)
        held.append(Holding(party, _new_kind(thing, share), share.numerator, share.denominator))
    rights.correct_holders(thing, holdings=held, on=on, source=source, at=at)
    details = {"source": str(source.uid), "holders": len(held)}
    journal.append(
        municipality=thing.municipality,
        by=by,
        action="holders corrected",
        thing_kind=thing._meta.model_name or "",
        thing_uid=thing.uid,
        at=at,
        why=evidence,
        details=details,
    )
    return source


def _held(right: Right, share: Fraction, is_home: bool) -> Holding:
    return Holding(right.party, RightKind(right.kind), share.numerator, share.denominator, is_home)


def _new_kind(thing: Parcel | Building | Unit, share: Fraction) -> RightKind:
    if isinstance(thing, Building):
        return RightKind.BUILDING_OWNER
    return RightKind.OWNER if share == 1 else RightKind.CO_OWNER


@transaction.atomic
def undo(entry: JournalEntry, *, by: User, at: datetime) -> Source:
    """Put back, as new versions, what an edit changed; raises WasChangedSince."""
    details: dict[str, Any] = entry.details
    on = date.fromisoformat(details["on"])
    source = _source(entry.municipality, _("Undone: %(what)s") % {"what": entry.why}, at)
    if acknowledged := details.get("acknowledged"):
        AcknowledgedArea.objects.filter(pk__in=acknowledged, withdrawn_at=None).update(withdrawn_at=at)
        details = details | {"versions": []}
    for kind, former_id, present_id in details["versions"]:
        former = _MODELS[kind]._default_manager.get(pk=former_id)
        present = _MODELS[kind]._default_manager.get(pk=present_id)
        if present.valid.isempty or present.valid.lower != on:
            raise WasChangedSince(str(present))
        facts = {name: getattr(former, name) for name in details["fields"] if hasattr(former, name)}
        _correct(present, facts, on=on, source=source, at=at)
    _journal(entry.municipality, UNDONE, source, {"entry": entry.pk}, why=entry.why, by=by, at=at)
    return source


def latest(municipality: Municipality, *, most: int = 5) -> list[JournalEntry]:
    """The last edits that were not undone, the newest first."""
    undone = JournalEntry.objects.filter(municipality=municipality, action=UNDONE).values_list(
        "details__entry", flat=True
    )
    edits = JournalEntry.objects.filter(municipality=municipality, action=ACTION)
    return list(edits.exclude(pk__in=[pk for pk in undone if pk]).select_related("user").order_by("-pk")[:most])


_USES = ("agriculture", "residential", "other", "vacant")


def _area(version: AnyVersion) -> Decimal | None:
    if isinstance(version, ParcelVersion):
        return version.deed_area_wah
    return version.floor_area_m2 if isinstance(version, BuildingVersion) else version.area_m2


def _possible(year_be: int, edit: Edit) -> None:
    if not FIRST_YEAR_BE <= year_be <= units.year_be(edit.at.year):
        raise YearIsImpossible(year_be)


@transaction.atomic
def _apply(edit: Edit, facts_of: Callable[[AnyVersion], Mapping[str, Any]]) -> Source:
    versions = _versions(edit)
    source = _source(edit.municipality, edit.evidence, edit.at)
    changed, fields = [], set()
    for version in versions:
        facts = facts_of(version)
        fields |= set(facts)
        new = _correct(version, facts, on=edit.on, source=source, at=edit.at)
        changed.append([_kind(version), version.pk, new.pk])
    details = {"on": edit.on.isoformat(), "versions": changed, "fields": sorted(fields)}
    _journal(edit.municipality, ACTION, source, details, why=edit.evidence, by=edit.by, at=edit.at)
    return source


def _correct(version: AnyVersion, facts: Mapping[str, Any], *, on: date, source: Source, at: datetime) -> AnyVersion:
    """`corrections.correct` for a version of any kind; each kind is told apart for the type checker."""
    if isinstance(version, ParcelVersion):
        return corrections.correct(version, facts=facts, on=on, source=source, at=at)
    if isinstance(version, BuildingVersion):
        return corrections.correct(version, facts=facts, on=on, source=source, at=at)
    return corrections.correct(version, facts=facts, on=on, source=source, at=at)


def _versions(edit: Edit) -> list[AnyVersion]:
    """The versions that were ticked, each once, all of this municipality."""
    names = list(dict.fromkeys(edit.names))
    if not names:
        raise NothingChosen
    if len(names) > MOST_AT_ONCE:
        raise TooManyAtOnce
    found = []
    for name in names:
        kind, _colon, pk = name.partition(":")
        model = _MODELS.get(kind)
        version = (
            model._default_manager.filter(municipality=edit.municipality, pk=int(pk)).first()
            if model and pk.isdecimal()
            else None
        )
        if version is None:
            raise NothingChosen
        found.append(version)
    return found


def _kind(version: AnyVersion) -> str:
    return next(kind for kind, model in _MODELS.items() if isinstance(version, model))


def _model(thing: Parcel | Building | Unit) -> str:
    return thing._meta.model_name or ""


def _thing(version: AnyVersion) -> Parcel | Building | Unit:
    if isinstance(version, ParcelVersion):
        return version.parcel
    return version.building if isinstance(version, BuildingVersion) else version.unit


def _source(municipality: Municipality, evidence: str, at: datetime) -> Source:
    return Source.objects.create(municipality=municipality, kind=SOURCE_KIND, reference=evidence[:300], recorded_at=at)


def _journal(
    municipality: Municipality,
    action: str,
    source: Source,
    details: dict[str, Any],
    *,
    why: str,
    by: User,
    at: datetime,
) -> None:
    journal.append(
        municipality=municipality,
        by=by,
        action=action,
        thing_kind="source",
        thing_uid=source.uid,
        at=at,
        why=why,
        details=details,
    )
