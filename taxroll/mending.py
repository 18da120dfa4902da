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
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import corrections, journal, rights, units
from gis_assets.models import (
    Building,
    BuildingVersion,
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

ACTION = "work list edit"
SOURCE_KIND = "tax_work_list"
MOST_AT_ONCE = 500
FIRST_YEAR_BE = 2400
MODELS: dict[str, type[ParcelVersion] | type[BuildingVersion] | type[UnitVersion]] = {
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
    source = new_source(edit.municipality, edit.evidence, edit.at)
    parties = [
        (rights.party_of(person, municipality=edit.municipality, on=edit.on, source=source, at=edit.at), share)
        for person, share in owners
    ]
    changed = []
    for thing in things:
        former = [right.pk for right in rights.held_on(thing, on=edit.on)]
        held = [Holding(party, _new_kind(thing, share), share.numerator, share.denominator) for party, share in parties]
        new = rights.correct_holders(thing, holdings=held, on=edit.on, source=source, at=edit.at)
        changed.append([_model(thing), thing.pk, former, [right.pk for right in new]])
    write_down(edit, source, count=len(things), holders=changed)
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
    source = new_source(edit.municipality, edit.evidence, edit.at)
    write_down(edit, source, count=len(made), acknowledged=made)
    return len(made)


@transaction.atomic
def approve_prices(edit: Edit, *, price_satang: int) -> int:
    """Approve one price, by square wah or square metre, for each property; returns for how many."""
    versions = _versions(edit)
    if len({type(version) for version in versions}) > 1:
        raise DoesNotFit(str(versions[-1]))
    approved = [
        claims.approve_price(
            Decision(_thing(version), edit.on, None, edit.evidence, edit.by, edit.at), price_satang=price_satang
        )
        for version in versions
    ]
    source = new_source(edit.municipality, edit.evidence, edit.at)
    write_down(edit, source, count=len(approved), prices=[price.pk for price in approved])
    return len(approved)


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
    source = new_source(thing.municipality, evidence, at)
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


_USES = ("agriculture", "residential", "other", "vacant")


def _area(version: AnyVersion) -> Decimal | None:
    if isinstance(version, ParcelVersion):
        return version.deed_area_wah
    return version.floor_area_m2 if isinstance(version, BuildingVersion) else version.area_m2


def _possible(year_be: int, edit: Edit) -> None:
    if not FIRST_YEAR_BE <= year_be <= units.year_be(timezone.localdate(edit.at).year):
        raise YearIsImpossible(year_be)


@transaction.atomic
def _apply(edit: Edit, facts_of: Callable[[AnyVersion], Mapping[str, Any]]) -> Source:
    versions = _versions(edit)
    source = new_source(edit.municipality, edit.evidence, edit.at)
    changed, fields = [], set()
    for version in versions:
        facts = facts_of(version)
        fields |= set(facts)
        new = correct(version, facts, on=edit.on, source=source, at=edit.at)
        changed.append([_kind(version), version.pk, new.pk])
    write_down(edit, source, count=len(changed), versions=changed, fields=sorted(fields))
    return source


def correct(version: AnyVersion, facts: Mapping[str, Any], *, on: date, source: Source, at: datetime) -> AnyVersion:
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
        model = MODELS.get(kind)
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
    return next(kind for kind, model in MODELS.items() if isinstance(version, model))


def _model(thing: Parcel | Building | Unit) -> str:
    return thing._meta.model_name or ""


def _thing(version: AnyVersion) -> Parcel | Building | Unit:
    if isinstance(version, ParcelVersion):
        return version.parcel
    return version.building if isinstance(version, BuildingVersion) else version.unit


def new_source(municipality: Municipality, evidence: str, at: datetime) -> Source:
    return Source.objects.create(municipality=municipality, kind=SOURCE_KIND, reference=evidence[:300], recorded_at=at)


def write_down(edit: Edit, source: Source, *, count: int, **changed: Any) -> None:
    """One entry of the journal, with all that is needed to undo the edit."""
    journal.append(
        municipality=edit.municipality,
        by=edit.by,
        action=ACTION,
        thing_kind="source",
        thing_uid=source.uid,
        at=edit.at,
        why=edit.evidence,
        details={"on": edit.on.isoformat(), "count": count, **changed},
    )
