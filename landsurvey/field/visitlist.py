"""Visits as pages and tables show them: in words, with their photos, and whether the parcel has changed since."""

from collections.abc import Iterator
from csv import writer as csv_writer
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gis_assets.models import Parcel, ParcelVersion
from gis_assets.models.buildings import MaterialClass
from landsurvey.field import campaigns
from landsurvey.models import Campaign, Visit, VisitPhoto

_PAGE_ROWS = 20
USE_WORDS = {
    "agriculture": gettext_lazy("Farming"),
    "residential": gettext_lazy("Dwelling"),
    "other": gettext_lazy("Trade and other"),
    "vacant": gettext_lazy("Unused"),
}
OCCUPANCY_WORDS = {
    "occupied": gettext_lazy("occupied"),
    "vacant": gettext_lazy("empty"),
    "unknown": gettext_lazy("not known"),
}


@dataclass(frozen=True)
class ShownVisit:
    """One visit in the reader's language."""

    visit: Visit
    code: str
    by: str
    uses: str
    buildings: list[str]
    photos: list[VisitPhoto]
    parcel_changed_since: bool
    others: int


def of_campaign(campaign: Campaign, *, on: date, number: str | int) -> Page[Any]:
    """Return one page of a campaign's visits, newest first."""
    return _page(Visit.objects.filter(campaign=campaign), on=on, number=number)


def of_parcel(parcel: Parcel, *, on: date, number: str | int) -> Page[Any]:
    """Return one page of a parcel's visits, newest first."""
    return _page(Visit.objects.filter(parcel=parcel), on=on, number=number)


def _page(visits: QuerySet[Visit], *, on: date, number: str | int) -> Page[Any]:
    page: Page[Any] = Paginator(_with_parcel(visits, on), _PAGE_ROWS).get_page(number)
    counts = _visits_by_parcel([visit.parcel_id for visit in page])
    page.object_list = [_shown(visit, counts[visit.parcel_id] - 1) for visit in page]
    return page


def _with_parcel(visits: QuerySet[Visit], on: date) -> QuerySet[Visit]:
    current = ParcelVersion.objects.as_of(on).filter(parcel=OuterRef("parcel_id"))
    return (
        visits.select_related("by")
        .prefetch_related("photos")
        .annotate(
            current_code=Subquery(current.values("code")[:1], output_field=CharField()),
            current_version=Subquery(current.values("pk")[:1]),
        )
        .order_by("-visited_at", "-pk")
    )


def _visits_by_parcel(parcels: list[int]) -> dict[int, int]:
    counts = dict.fromkeys(parcels, 0)
    for parcel in Visit.objects.filter(parcel_id__in=counts).values_list("parcel_id", flat=True):
        counts[parcel] += 1
    return counts


def _shown(visit: Any, others: int) -> ShownVisit:
    return ShownVisit(
        visit=visit,
        code=visit.current_code or "–",
        by=_name(visit.by),
        uses=uses_in_words(visit.uses),
        buildings=[building_in_words(building) for building in visit.buildings],
        photos=list(visit.photos.all()),
        parcel_changed_since=visit.seen_version_id is not None and visit.current_version != visit.seen_version_id,
        others=others,
    )


def _name(person: User) -> str:
    return person.get_full_name() or person.get_username()


def uses_in_words(uses: dict[str, int]) -> str:
    return ", ".join(f"{USE_WORDS[kind]} {share} %" for kind, share in uses.items() if kind in USE_WORDS)


def building_in_words(building: dict[str, Any]) -> str:
    """Return number, storeys, material, type, area, year, use and whether somebody lives there, as far as noted."""
    material = building.get("material_class")
    parts = (
        _("no. %(number)s") % {"number": building["house_number"]} if building.get("house_number") else "",
        _storeys(building["storeys"]) if building.get("storeys") else "",
        str(MaterialClass(material).label) if material in MaterialClass.values else "",
        _("type %(code)s") % {"code": building["treasury_type"]} if building.get("treasury_type") else "",
        _square_metres(building["floor_area_m2"]) if building.get("floor_area_m2") else "",
        _("built in %(year)s") % {"year": building["built_year_be"]} if building.get("built_year_be") else "",
        uses_in_words(building.get("uses") or {}),
        str(OCCUPANCY_WORDS.get(building.get("occupancy", ""), "")),
        _("gone") if building.get("is_gone") else "",
    )
    return ", ".join(part for part in parts if part)


def _square_metres(area: float) -> str:
    """To the hundredth, without noughts at the end."""
    return f"{area:,.2f}".rstrip("0").rstrip(".") + f" {_('m²')}"


def _storeys(count: float) -> str:
    """Halves are storeys too; in English one of them is no plural."""
    return _("1 storey") if count == 1 else _("%(count)s storeys") % {"count": f"{count:g}"}


def csv_lines(campaign: Campaign, *, on: date) -> Iterator[str]:
    """Write a campaign's visits as CSV, line by line, oldest first."""
    write = csv_writer(campaigns.Lines()).writerow
    yield "\ufeff"
    yield write(
        [
            _("Confirmation"), _("Parcel code"), _("Result"), _("Visited"), _("Received"), _("Surveyor"), _("Latitude"),
            _("Longitude"), _("Accuracy (m)"), _("Use"), _("Buildings"), _("Note"), _("Decision"), _("Photos"),
        ]
    )  # fmt: skip
    for visit in _with_parcel(Visit.objects.filter(campaign=campaign), on).reverse():
        shown = _shown(visit, 0)
        place = (f"{visit.position.y:.7f}", f"{visit.position.x:.7f}") if visit.position else ("", "")
        times = (f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" for moment in (visit.visited_at, visit.received_at))
        texts = (
            shown.uses,
            "; ".join(shown.buildings),
            campaigns.as_text(visit.note),
            visit.get_decision_display(),
            len(shown.photos),
        )
        seen = (campaigns.as_text(shown.code), visit.get_result_display(), *times, shown.by, *place, visit.accuracy_m)
        yield write([visit.uid, *seen, *texts])
