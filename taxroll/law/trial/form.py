"""The facts of a case as its file tells them: read, checked object by object, refused with the name of the field.

The form is written down in docs/tax-compute.md and in `facts.schema.json`; the checks here say the same and more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from taxroll.law.trial.fields import Fields, WrongFacts, refuse

LAND_USES = ("agriculture", "home", "other_residence", "other", "vacant", "exempt")
MATERIALS = ("masonry", "half", "wood")
LARGEST_AREA = Decimal(30_000_000)
LARGEST_PRICE = Decimal(10_000_000)
LARGEST_MONEY = Decimal(10**13)
OLDEST_AGE = 500


@dataclass(frozen=True)
class Owner:
    """A person: natural or juristic."""

    id: str
    is_natural: bool


@dataclass(frozen=True)
class Property:
    """A plot (area in square wah), building or condominium unit (square metres), with the shares of its uses."""

    kind: str
    id: str
    area: Decimal
    price_baht: Decimal
    owners: Mapping[str, Fraction]
    uses: Mapping[str, Fraction]
    group: str = ""
    plot: str = ""
    type: str = ""
    material: str = ""
    age_years: int | None = None
    vacant_years: int = 0
    exempt_kind: str = ""
    reduction: str = ""
    reduction_since: date | None = None
    old_tax_baht: Decimal = Decimal(0)
    follows_floors: bool = False

    @property
    def debtor(self) -> tuple[str, ...]:
        """Its owner, or its co-owners, who are one debtor."""
        return tuple(sorted(self.owners))


@dataclass(frozen=True)
class Sign:
    """A signboard."""

    id: str
    width_cm: int
    height_cm: int
    letters: int
    is_moving: bool


@dataclass(frozen=True)
class Case:
    """All facts of one municipality that a case needs."""

    owners: Mapping[str, Owner]
    properties: tuple[Property, ...]
    signs: tuple[Sign, ...] = field(default=())


@dataclass(frozen=True)
class Known:
    """The keys that the law of the year knows."""

    building_types: frozenset[str]
    exempt_kinds: frozenset[str]
    reductions: frozenset[str]


def read(facts: object, *, known: Known) -> Case:
    """The case of a parsed JSON file; raises WrongFacts with the field, the object and a sentence in two languages."""
    top = Fields(facts, "facts")
    top.only("owners", "plots", "buildings", "units", "signs", "note")
    owners = _unique("owners", (_owner(one) for one in top.objects("owners")))
    plots = [_property(one, "plot", known) for one in top.objects("plots")]
    buildings = [_property(one, "building", known) for one in top.objects("buildings")]
    units = [_property(one, "unit", known) for one in top.objects("units")]
    signs = _unique("signs", (_sign(one) for one in top.objects("signs")))
    for name, listed in (("plots", plots), ("buildings", buildings), ("units", units)):
        _unique(name, listed)
    on_land = [_placed(building, {plot.id: plot for plot in plots}) for building in buildings]
    case = Case(owners, (*_following(plots, on_land), *on_land, *units), tuple(signs.values()))
    _check_persons(case)
    return case


def _unique(name: str, things: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for thing in things:
        if thing.id in found:
            refuse(f"{name}, id {thing.id}", "this id stands twice", "มีรหัสนี้ซ้ำกัน")
        found[thing.id] = thing
    return found


def _owner(one: Fields) -> Owner:
    one.only("id", "kind", "note")
    return Owner(one.text("id"), one.choice("kind", ("natural", "juristic")) == "natural")


def _sign(one: Fields) -> Sign:
    one.only("id", "width_cm", "height_cm", "letters", "is_moving", "note")
    return Sign(
        one.text("id"),
        one.whole("width_cm", least=1, most=100_000),
        one.whole("height_cm", least=1, most=100_000),
        one.whole("letters", least=1, most=3),
        one.flag("is_moving"),
    )


OF_ALL = (
    "id", "price_baht", "owner", "owners", "uses", "vacant_years", "exempt_kind", "reduction", "reduction_since",
    "old_tax_baht", "note",
)  # fmt: skip
OF_KIND = {
    "plot": ("area_wah", "group"),
    "building": ("area_m2", "plot", "type", "material", "age_years"),
    "unit": ("area_m2",),
}


def _property(one: Fields, kind: str, known: Known) -> Property:
    one.only(*OF_ALL, *OF_KIND[kind])
    area = one.number("area_wah" if kind == "plot" else "area_m2", least=Decimal("0.01"), most=LARGEST_AREA, places=2)
    uses = _uses(one, area, may_follow=kind == "plot")
    exempt = one.choice("exempt_kind", sorted(known.exempt_kinds)) if "exempt" in uses else one.absent("exempt_kind")
    is_building = kind == "building"
    return Property(
        kind=kind,
        id=one.text("id"),
        area=area,
        price_baht=one.number("price_baht", least=Decimal("0.01"), most=LARGEST_PRICE, places=2),
        owners=_owners(one),
        uses=uses,
        group=one.text("group", default="") if kind == "plot" else "",
        plot=one.text("plot", default="") if is_building else "",
        type=one.choice("type", sorted(known.building_types)) if is_building else "",
        material=one.choice("material", MATERIALS) if is_building else "",
        age_years=one.whole("age_years", least=0, most=OLDEST_AGE) if is_building else None,
        vacant_years=_vacant_years(one, uses),
        exempt_kind=exempt,
        reduction=one.choice("reduction", sorted(known.reductions), default=""),
        reduction_since=one.day("reduction_since"),
        old_tax_baht=one.number("old_tax_baht", least=Decimal(0), most=LARGEST_MONEY, places=2, default=Decimal(0)),
        follows_floors=not uses,
    )


def _vacant_years(one: Fields, uses: Mapping[str, Fraction]) -> int:
    """1 where a vacant use says no more."""
    if "vacant" in uses:
        return one.whole("vacant_years", least=1, most=1_000, default=1)
    one.absent("vacant_years")
    return 0


def _owners(one: Fields) -> dict[str, Fraction]:
    """Owners with their shares, which must add up to one."""
    if one.has("owner"):
        one.absent("owners")
        return {one.text("owner"): Fraction(1)}
    shares: dict[str, Fraction] = {}
    for part in one.objects("owners"):
        part.only("owner", "share")
        name = part.text("owner")
        if name in shares:
            refuse(part.where, f"owner {name} stands twice", f"มีเจ้าของ {name} ซ้ำกัน")
        shares[name] = part.share("share")
    if sum(shares.values()) != 1:
        told = " + ".join(str(share) for share in shares.values()) or "0"
        refuse(
            f"{one.where}.owners",
            f"the owners' shares ({told}) must add up to 1",
            f"สัดส่วนกรรมสิทธิ์ ({told}) ต้องรวมกันได้ 1",
        )
    return shares


def _uses(one: Fields, area: Decimal, *, may_follow: bool) -> dict[str, Fraction]:
    """Shares of the uses: given as shares that add up to 1, or as areas that add up to the property's area."""
    if may_follow and not one.has("uses"):
        return {}
    told = one.inner("uses")
    told.only(*LAND_USES)
    amounts = {use: told.share(use, most=None) for use in LAND_USES if told.has(use)}
    amounts = {use: amount for use, amount in amounts.items() if amount}
    total = sum(amounts.values(), start=Fraction(0))
    if total == 1:
        return amounts
    if total != Fraction(area):
        refuse(
            f"{one.where}.uses",
            f"the uses add up to {_plain(total)}; they must add up to 1 (shares) or to the area {area}",
            f"การใช้ประโยชน์รวมกันได้ {_plain(total)} ต้องรวมกันได้ 1 (สัดส่วน) หรือเท่ากับเนื้อที่ {area}",
        )
    return {use: amount / total for use, amount in amounts.items()}


def _plain(number: Fraction) -> str:
    return str(number) if number.denominator not in (1, 2, 4, 5, 8, 10, 20, 25, 50, 100) else f"{float(number):g}"


def _placed(building: Property, plots: Mapping[str, Property]) -> Property:
    if building.plot and building.plot not in plots:
        where = f"buildings, id {building.id}.plot"
        refuse(where, f"there is no plot {building.plot}", f"ไม่มีที่ดินรหัส {building.plot}")
    return building


def _following(plots: list[Property], buildings: list[Property]) -> list[Property]:
    """A plot that names no uses takes those of the one building on it, by floor area."""
    return [
        _follow(plot, [one for one in buildings if one.plot == plot.id]) if not plot.uses else plot for plot in plots
    ]


def _follow(plot: Property, buildings: list[Property]) -> Property:
    if len(buildings) != 1:
        refuse(
            f"plots, id {plot.id}.uses",
            f"the uses are missing, and {len(buildings)} buildings stand on the plot; one could lend its own",
            f"ไม่ระบุการใช้ประโยชน์ และมีสิ่งปลูกสร้างบนที่ดิน {len(buildings)} หลัง ต้องมีเพียงหนึ่งหลังจึงใช้สัดส่วนของอาคารได้",
        )
    (one,) = buildings
    changed = vars(plot) | {"uses": one.uses, "vacant_years": one.vacant_years, "exempt_kind": one.exempt_kind}
    return Property(**changed)


def _check_persons(case: Case) -> None:
    homes: dict[str, set[str]] = {}
    for one in case.properties:
        where = f"{one.kind}s, id {one.id}"
        for person in one.owners:
            if person not in case.owners:
                refuse(f"{where}.owner", f"there is no owner {person}", f"ไม่มีเจ้าของรหัส {person}")
            if "home" in one.uses and not case.owners[person].is_natural:
                refuse(
                    f"{where}.uses",
                    f"owner {person} is a juristic person, and only a natural person has a main home (s. 41)",
                    f"เจ้าของ {person} เป็นนิติบุคคล บ้านหลักมีได้เฉพาะบุคคลธรรมดา (มาตรา 41)",
                )
            if "home" in one.uses and one.kind != "plot":
                homes.setdefault(person, set()).add(f"plot {one.plot}" if one.plot else f"{one.kind} {one.id}")
            if len(homes.get(person, ())) > 1:
                refuse(
                    f"{where}.uses",
                    f"owner {person} already has a main home elsewhere; s. 41 exempts one",
                    f"เจ้าของ {person} มีบ้านหลักอยู่แห่งอื่นแล้ว มาตรา 41 ให้ยกเว้นเพียงหลังเดียว",
                )


__all__ = ["Case", "Known", "Owner", "Property", "Sign", "WrongFacts", "read"]
