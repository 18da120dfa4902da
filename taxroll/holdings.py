"""What the tax office knows of one property on 1 January: its version, holders, price and claims. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Q
from django.utils.functional import Promise

from gis_assets import rights
from gis_assets.models import Building, BuildingVersion, Parcel, ParcelVersion, PartyVersion, Right, Unit, UnitVersion
from taxroll import landprices, properties
from taxroll.models import (
    PRICE_KINDS,
    ApprovedPrice,
    BuildingPrice,
    CondoPrice,
    ExemptUse,
    GapReason,
    LandPriceZone,
    OldTax,
    ParcelPrice,
    Reduction,
    StreetPrice,
)
from taxroll.properties import Things

AnyVersion = ParcelVersion | BuildingVersion | UnitVersion
_COLUMN = {"parcel": "parcel_version", "building": "building_version", "unit": "unit_version"}


@dataclass(frozen=True)
class Held:
    """One right with the name of its holder on that day."""

    right: Right
    name: str


@dataclass(frozen=True)
class PriceOfDay:
    """The price that values the property, in satang by square wah or square metre, and where it comes from."""

    kind: str | Promise
    satang: int
    source: str


@dataclass(frozen=True)
class Holding:
    """A property of one day; without a `version` it is not in the register then; `reason` keeps it off the roll."""

    thing: Parcel | Building | Unit
    version: AnyVersion | None
    plot: ParcelVersion | None
    held: Sequence[Held]
    price: PriceOfDay | None
    reason: GapReason | None
    exempt: Sequence[ExemptUse]
    reductions: Sequence[Reduction]
    old_taxes: Sequence[OldTax]
    approved: Sequence[ApprovedPrice]
    around: Sequence[tuple[str, Building | Unit, str]]

    @property
    def kind(self) -> str:
        return self.thing._meta.model_name or ""

    @property
    def shape(self) -> GEOSGeometry | None:
        """The outline on the map; a unit has that of its plot."""
        of_own = self.version.shape_wgs84 if isinstance(self.version, ParcelVersion | BuildingVersion) else None
        return of_own or (self.plot.shape_wgs84 if self.plot else None)


def read(thing: Parcel | Building | Unit, *, on: date) -> Holding:
    """All of one property on a day; raises LawIsSilent for a year without law."""
    version = _version(thing, on)
    plot = _plot(thing, version, on)
    price, reason = _valued(thing, version, plot, on)
    of = {thing._meta.model_name or "": thing}
    return Holding(
        thing=thing,
        version=version,
        plot=plot,
        held=_held(thing, on),
        price=price,
        reason=reason,
        exempt=list(ExemptUse.objects.filter(**of).select_related("decided_by").order_by("-pk")),
        reductions=list(Reduction.objects.filter(**of).select_related("decided_by").order_by("-pk")),
        old_taxes=list(OldTax.objects.filter(**of).select_related("decided_by").order_by("-pk")),
        approved=list(ApprovedPrice.objects.filter(**of).select_related("decided_by").order_by("-pk")),
        around=_around(thing, on),
    )


def _version(thing: Parcel | Building | Unit, on: date) -> AnyVersion | None:
    if isinstance(thing, Parcel):
        return ParcelVersion.objects.as_of(on).filter(parcel=thing).first()
    if isinstance(thing, Building):
        return BuildingVersion.objects.as_of(on).filter(building=thing).first()
    return UnitVersion.objects.as_of(on).filter(unit=thing).first()


def _plot(thing: Parcel | Building | Unit, version: AnyVersion | None, on: date) -> ParcelVersion | None:
    """The plot itself, or the one on which the building or the unit stands."""
    if version is None or isinstance(version, ParcelVersion):
        return version
    on_parcel = version.on_parcel_id
    if on_parcel is None and isinstance(version, UnitVersion):
        house = BuildingVersion.objects.as_of(on).filter(building=version.in_building_id).first()
        on_parcel = house.on_parcel_id if house else None
    return ParcelVersion.objects.as_of(on).filter(parcel=on_parcel).first()


def _held(thing: Parcel | Building | Unit, on: date) -> list[Held]:
    held = rights.held_on(thing, on=on)
    named = PartyVersion.objects.as_of(on).filter(party__in=[right.party_id for right in held])
    names = dict(named.values_list("party_id", "name"))
    return [Held(right, names.get(right.party_id, "")) for right in held]


def _valued(
    thing: Parcel | Building | Unit, version: AnyVersion | None, plot: ParcelVersion | None, on: date
) -> tuple[PriceOfDay | None, GapReason | None]:
    """Price and first trouble as the roll would see them, from the same read."""
    if version is None:
        return None, None
    things = _things(thing, plot, on)
    register = properties.read(municipality=thing.municipality, on=on, things=things)
    column = register.columns[_COLUMN[thing._meta.model_name or ""]]
    is_kind = {
        "parcel": (register.columns["is_building"] == 0) & (register.columns["is_unit"] == 0),
        "building": register.columns["is_building"] == 1,
        "unit": register.columns["is_unit"] == 1,
    }[thing._meta.model_name or ""]
    rows = ((column == version.pk) & is_kind).nonzero()[0]
    if not rows.size:
        return None, None
    row = int(rows[0])
    reason = next((reason for reason, holds in register.reason_of.items() if holds[row]), None)
    kind = int(register.columns["price_kind"][row])
    if kind in (landprices.NO_PRICE, landprices.SEVERAL_ZONES):
        return None, reason
    source = _source(kind, int(register.columns["price"][row]))
    satang = int(register.columns["price_satang"][row])
    return PriceOfDay(PRICE_KINDS[kind - 1].label, satang, source), reason


def _things(thing: Parcel | Building | Unit, plot: ParcelVersion | None, on: date) -> Things:
    """The plot with all that stands and lies on it, for the use of a plot and its price depend on them."""
    if plot is None:
        buildings = [thing.pk] if isinstance(thing, Building) else []
        return Things([], buildings, [thing.pk] if isinstance(thing, Unit) else [])
    houses = BuildingVersion.objects.as_of(on).filter(on_parcel=plot.parcel_id).values_list("building_id", flat=True)
    lies = Q(on_parcel=plot.parcel_id) | Q(in_building__in=list(houses))
    flats = UnitVersion.objects.as_of(on).filter(lies).values_list("unit_id", flat=True)
    return Things([plot.parcel_id], list(houses), list(flats))


def _source(kind: int, pk: int) -> str:
    """Where a price comes from, as the line prints it."""
    if kind == landprices.APPROVED:
        return ApprovedPrice.objects.get(pk=pk).document
    if kind == landprices.ZONE:
        zone = LandPriceZone.objects.get(pk=pk)
        return f"{zone} · {zone.source_text}"
    if kind == landprices.BUILDING_TYPE:
        of_type = BuildingPrice.objects.get(pk=pk)
        return f"{of_type} · {of_type.source_text}"
    models: dict[int, type[ParcelPrice] | type[StreetPrice] | type[CondoPrice]] = {
        landprices.PARCEL: ParcelPrice,
        landprices.STREET: StreetPrice,
        landprices.CONDOMINIUM: CondoPrice,
    }
    price = models[kind]._default_manager.select_related("account").get(pk=pk)
    return f"{price} · {price.account.title}"


def _around(thing: Parcel | Building | Unit, on: date) -> list[tuple[str, Building | Unit, str]]:
    """What stands on a plot, or lies in a building: kind, thing and the name it is known by."""
    if isinstance(thing, Unit):
        return []
    houses = BuildingVersion.objects.as_of(on).select_related("building")
    flats = UnitVersion.objects.as_of(on).select_related("unit")
    found: list[tuple[str, Building | Unit, str]] = []
    if isinstance(thing, Parcel):
        standing = houses.filter(on_parcel=thing)
        found += [("building", one.building, one.house_number or one.treasury_type) for one in standing]
        found += [("unit", one.unit, str(one)) for one in flats.filter(on_parcel=thing)]
    else:
        found += [("unit", one.unit, str(one)) for one in flats.filter(in_building=thing)]
    return found
