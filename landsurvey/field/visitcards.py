"""Visits beside the register as the page of their review shows them: in words, line by line, a page at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gis_assets import units
from gis_assets.facts import BuildingFacts, LandUse
from gis_assets.models import BuildingVersion, Municipality
from gis_assets.models.buildings import MaterialClass
from landsurvey.field import visitchanges
from landsurvey.field.visitchanges import LEAVE, NEW, Choices, Comparison, House, State
from landsurvey.field.visitlist import OCCUPANCY_WORDS, USE_WORDS, uses_in_words
from landsurvey.formats.visit import USES
from landsurvey.models import Campaign, Decision, Visit, VisitDecision, VisitPhoto, VisitResult

PAGE_ROWS = 10
WAITING = "waiting"
STATES = (WAITING, Decision.ACCEPTED.value, Decision.RETURNED.value)


@dataclass(frozen=True)
class Line:
    """One particular, as the register has it and as the visit says; `after` is "" where nothing was noted."""

    label: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True)
class ShownHouse:
    """A building of the card; `options` are what a reviewer may say that it is."""

    house: House
    title: str
    state: str
    lines: tuple[Line, ...]
    remark: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Card:
    """One visit beside the register."""

    compared: Comparison
    code: str
    by: str
    uses: str
    land: tuple[Line, ...]
    houses: tuple[ShownHouse, ...]
    photos: tuple[VisitPhoto, ...]
    decided: VisitDecision | None

    @property
    def visit(self) -> Visit:
        return self.compared.visit

    @property
    def is_open(self) -> bool:
        return self.visit.decision == Decision.PENDING

    @property
    def first_day_back(self) -> date | None:
        """The first day from which an acceptance can be taken back; None where it wrote nothing."""
        if self.decided is None or self.decided.source_id is None or self.decided.effective_date is None:
            return None
        return self.decided.effective_date + timedelta(days=1)

    @property
    def is_plain(self) -> bool:
        """Whether nothing speaks against accepting it with others in one go."""
        return not (self.compared.hindrances or self.compared.stale)


@dataclass(frozen=True)
class Tally:
    """How many visits of a list wait and were decided on."""

    waiting: int
    accepted: int
    returned: int


def queue(municipality: Municipality, *, campaign: Campaign | None, state: str) -> QuerySet[Visit]:
    """The visits of a list, oldest first, as they are worked off."""
    found = _of(municipality, campaign)
    chosen = found.filter(decision=state) if state in Decision.values else visitchanges.waiting(found)
    return chosen.order_by("visited_at", "pk")


def tally(municipality: Municipality, *, campaign: Campaign | None) -> Tally:
    """Count the visits of a list by how they stand."""
    is_seen = Q(result=VisitResult.SURVEYED)
    counted = _of(municipality, campaign).aggregate(
        waiting=Count("pk", filter=is_seen & Q(decision=Decision.PENDING)),
        accepted=Count("pk", filter=Q(decision=Decision.ACCEPTED)),
        returned=Count("pk", filter=Q(decision=Decision.RETURNED)),
    )
    return Tally(**counted)


def page(visits: QuerySet[Visit], *, on: date, number: str | int) -> Page[Any]:
    """One page of visits as cards."""
    found: Page[Any] = Paginator(visits, PAGE_ROWS).get_page(number)
    found.object_list = cards(_whole(visits.filter(pk__in=[visit.pk for visit in found])), on=on)
    return found


def card(visit: Visit, *, on: date, choices: Choices | None = None) -> Card:
    """One visit as a card, with what a reviewer has chosen on it."""
    one = _whole(Visit.objects.filter(pk=visit.pk))
    return cards(one, on=on, choices={visit.pk: choices or Choices()})[0]


def cards(visits: Iterable[Visit], *, on: date, choices: Mapping[int, Choices] | None = None) -> list[Card]:
    """Visits as cards, each beside the register of the day."""
    return [_card(compared) for compared in visitchanges.compare(list(visits), on=on, choices=choices)]


def _of(municipality: Municipality, campaign: Campaign | None) -> QuerySet[Visit]:
    found = Visit.objects.filter(municipality=municipality)
    return found.filter(campaign=campaign) if campaign else found


def _whole(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    standing = VisitDecision.objects.filter(undone_at=None).select_related("decided_by")
    return visits.select_related("by", "parcel", "municipality").prefetch_related(
        "photos", Prefetch("decisions", queryset=standing, to_attr="standing")
    )


def _card(compared: Comparison) -> Card:
    visit = compared.visit
    standing: list[VisitDecision] = getattr(visit, "standing", [])
    versions = [house.version for house in compared.houses if house.version]
    return Card(
        compared=compared,
        code=(compared.parcel.code if compared.parcel else "") or "–",
        by=visit.by.get_full_name() or visit.by.get_username(),
        uses=uses_in_words(visit.uses),
        land=tuple(_land_lines(compared)),
        houses=tuple(_house(house, versions) for house in compared.houses),
        photos=tuple(visit.photos.all()),
        decided=standing[0] if standing else None,
    )


def _land_lines(compared: Comparison) -> Iterable[Line]:
    land = compared.land
    if land is None:
        return
    for kind in USES:
        before = getattr(land.before, f"{kind}_wah")
        after = getattr(land.after, f"{kind}_wah") if land.after else None
        if before or after or compared.visit.uses.get(kind):
            said = _rai(after) if after is not None else f"{compared.visit.uses.get(kind, 0)} %"
            yield Line(str(USE_WORDS[kind]), _rai(before), said, before != after)
    yield from _unused_since(land.before, land.after)


def _unused_since(before: LandUse, after: LandUse | None) -> Iterable[Line]:
    if after is not None and (before.vacant_since_be or after.vacant_wah):
        words = [str(one.vacant_since_be or "–") for one in (before, after)]
        yield Line(_("Unused since tax year"), words[0], words[1], words[0] != words[1])


def _rai(area_wah: Decimal) -> str:
    return units.format_rai_ngan_wah(area_wah)


def _house(house: House, versions: list[BuildingVersion]) -> ShownHouse:
    return ShownHouse(
        house=house,
        title=_title(house),
        state=_state(house),
        lines=tuple(_house_lines(house)),
        remark=str(OCCUPANCY_WORDS.get(house.noted.get("occupancy", ""), "")),
        options=tuple(_options(house, versions)),
        chosen=_chosen(house),
    )


def _title(house: House) -> str:
    number = house.noted.get("house_number") or (house.version.house_number if house.version else "")
    if number:
        return _("Building no. %(number)s") % {"number": number}
    if house.index is None:
        return _("Building without a number")
    return _("Building %(number)s of the visit") % {"number": house.index + 1}


def _state(house: House) -> str:
    return {
        State.SAME: _("as in the register"),
        State.CHANGED: _("changed"),
        State.NEW: _("new to the register"),
        State.GONE: _("gone"),
        State.LEFT_OUT: _("left out"),
        State.NOT_NOTED: _("not noted on the visit; stays"),
    }[house.state]


def _house_lines(house: House) -> Iterable[Line]:
    if house.state in (State.NOT_NOTED, State.GONE) and house.before:
        after = "" if house.state == State.NOT_NOTED else _("gone")
        known = [(label, value) for label, value in _facts(house.before) if value != "–"]
        return [Line(label, value, after, bool(after)) for label, value in known]
    if house.after is None:
        return [Line(label, "–", value, True) for label, value in _noted(house.noted)]
    before = dict(_facts(house.before)) if house.before else {}
    return [
        Line(label, before.get(label, "–"), value, before.get(label, "–") != value)
        for label, value in _facts(house.after)
        if value != "–" or before.get(label, "–") != "–"
    ]


def _facts(facts: BuildingFacts) -> list[tuple[str, str]]:
    """Every particular of a building in words, "–" where there is none."""
    material = MaterialClass(facts.material_class).label if facts.material_class in MaterialClass.values else "–"
    plain = [
        (_("House number"), facts.house_number or "–"),
        (_("Building type"), facts.treasury_type or "–"),
        (_("Material"), str(material)),
        (_("Storeys"), f"{facts.storeys.normalize():f}"),
        (_("Floor area"), _m2(facts.floor_area_m2)),
        (_("Year built (B.E.)"), str(facts.built_year_be or "–")),
    ]
    return plain + [(str(USE_WORDS[kind]), _m2(getattr(facts, f"{kind}_m2"))) for kind in USES]


def _noted(noted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was noted of a building that cannot be entered yet."""
    material = noted.get("material_class")
    said = [
        (_("House number"), noted.get("house_number")),
        (_("Building type"), noted.get("treasury_type")),
        (_("Material"), str(MaterialClass(material).label) if material in MaterialClass.values else None),
        (_("Storeys"), f"{noted['storeys']:g}" if noted.get("storeys") else None),
        (_("Floor area"), _m2(Decimal(str(noted["floor_area_m2"]))) if noted.get("floor_area_m2") else None),
        (_("Year built (B.E.)"), noted.get("built_year_be")),
        (_("Use"), uses_in_words(noted.get("uses") or {})),
    ]
    return [(label, str(value)) for label, value in said if value]


def _m2(area: Decimal) -> str:
    return f"{number_format(area, decimal_pos=2, use_l10n=True, force_grouping=True)} {_('m²')}" if area else "–"


def _options(house: House, versions: list[BuildingVersion]) -> Iterable[tuple[str, str]]:
    """What the noted building may be said to be: one of those standing there, a new one, or nothing."""
    if house.index is None:
        return
    for version in versions:
        facts = f"{version.storeys.normalize():f} × {_m2(version.floor_area_m2)}"
        named = (
            _("no. %(number)s") % {"number": version.house_number} if version.house_number else _("without a number")
        )
        yield str(version.building.uid), f"{named} ({facts})"
    if not house.noted.get("is_gone"):
        yield NEW, _("a building new to the register")
    yield LEAVE, _("leave it out")


def _chosen(house: House) -> str:
    if house.state == State.LEFT_OUT:
        return LEAVE
    return str(house.version.building.uid) if house.version else NEW
