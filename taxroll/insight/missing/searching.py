"""A search from the file to the decision: asked for, run as a job with its progress, each suspect decided on."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from django.contrib.auth.models import User
from django.contrib.gis.geos import Polygon
from django.core.files import File
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import journal, sql_files
from gis_assets.refusals import Refusal
from taxroll.columns import Int64
from taxroll.insight import rollfacts
from taxroll.insight.missing import detection, expecting
from taxroll.insight.missing.detection import Floats, Found, Shapes, Terms
from taxroll.law import library
from taxroll.models import (
    BuildingPrice,
    BuildingSearch,
    Roll,
    SearchKind,
    SearchStatus,
    Suspect,
    SuspectStatus,
)

CM = 100
WGS84 = 4326


class NoPrice(Refusal):
    def __init__(self, treasury_type: str) -> None:
        sentence = _("Building type %(type)s has no price on the day of the roll. Choose another type.")
        super().__init__(sentence % {"type": treasury_type})


class LayersMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A search by footprints needs their file, one by height the surface and the terrain model."))


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write why this is no building to be taxed, then dismiss it."))


@transaction.atomic
def ask(
    *,
    roll: Roll,
    kind: SearchKind,
    title: str,
    seen_on: date,
    files: Mapping[str, File[Any]],
    terms: Terms,
    treasury_type: str,
    by: User,
    at: datetime,
) -> BuildingSearch:
    """Keep the layers and the assumptions of a search; raises LayersMissing or NoPrice. The job runs it."""
    needed = {"footprints"} if kind is SearchKind.FOOTPRINTS else {"surface", "terrain"}
    if not needed <= files.keys():
        raise LayersMissing
    _price(roll, treasury_type)
    search = BuildingSearch(
        municipality=roll.municipality,
        roll=roll,
        kind=kind,
        title=title,
        seen_on=seen_on,
        treasury_type=treasury_type,
        least_area_m2=round(terms.least_area_m2),
        least_height_cm=round(terms.least_height_m * CM),
        storey_height_cm=round(terms.storey_height_m * CM),
        known_percent=round(terms.known_share * 100),
        asked_by=by,
        asked_at=at,
    )
    for name, file in files.items():
        ending = Path(file.name or "").suffix.lower()[:10]
        getattr(search, name).save(f"missing/{search.uid}/{name}{ending}", file, save=False)
    search.save()
    return search


def run(search: BuildingSearch, *, at: datetime) -> BuildingSearch:
    """Find the suspects of a search and price them; one that was done is left as it is."""
    search = BuildingSearch.objects.select_related("municipality", "roll").get(pk=search.pk)
    if not search.is_working:
        return search
    _write(search, status=SearchStatus.WORKING)
    try:
        seen, height = _seen(search)
        _write(search, seen_count=seen.size)
        keys, codes, parcels = _parcels(search)
        found = detection.find(
            seen, registered=_registered(search), parcels=parcels, height_m=height, terms=terms_of(search)
        )
        _keep(search, seen, height, found, keys, codes)
    except Refusal as refusal:
        _write(search, status=SearchStatus.FAILED, message=str(refusal)[:300], ended_at=at)
        return search
    _write(search, status=SearchStatus.DONE, done_count=seen.size, ended_at=at)
    return search


def break_off(search: BuildingSearch, *, at: datetime) -> None:
    """Say of a search that a fault of the program ended it."""
    sentence = str(_("The search broke off by a fault of the program. Ask for it again."))
    _write(search, status=SearchStatus.FAILED, message=sentence, ended_at=at)


@transaction.atomic
def decide(suspect: Suspect, *, status: SuspectStatus, reason: str, by: User, at: datetime) -> Suspect:
    """To be visited, dismissed with its reason, or open again; raises ReasonMissing."""
    suspect = Suspect.objects.select_for_update(of=("self",)).select_related("search").get(pk=suspect.pk)
    if status == SuspectStatus.DISMISSED and not reason.strip():
        raise ReasonMissing
    is_open = status == SuspectStatus.OPEN
    suspect.status, suspect.reason = status, reason.strip() if status == SuspectStatus.DISMISSED else ""
    suspect.decided_by, suspect.decided_at = (None, None) if is_open else (by, at)
    suspect.save()
    journal.append(
        municipality=suspect.search.municipality,
        by=by,
        action="suspected building decided",
        thing_kind="building_search",
        thing_uid=suspect.search.uid,
        at=at,
        details={"suspect": suspect.pk, "parcel": suspect.parcel_code, "status": status, "reason": suspect.reason},
    )
    return suspect


def terms_of(search: BuildingSearch) -> Terms:
    return Terms(
        least_area_m2=search.least_area_m2,
        least_height_m=search.least_height_cm / CM,
        storey_height_m=search.storey_height_cm / CM,
        known_share=search.known_percent / 100,
    )


def _seen(search: BuildingSearch) -> tuple[Shapes, Floats | None]:
    """What was seen, in metres, and its heights where they are known."""
    from taxroll.insight.missing import layers  # with GDAL, which only the job needs

    epsg = search.municipality.utm_epsg
    grid = None
    if search.surface and search.terrain:
        grid = layers.heights(Path(search.surface.path), Path(search.terrain.path), epsg=epsg)
    if search.kind == SearchKind.FOOTPRINTS:
        shapes = layers.footprints(Path(search.footprints.path), epsg=epsg)
    elif grid is not None:
        terms = terms_of(search)
        shapes = layers.high_things(grid, least_height_m=terms.least_height_m, least_area_m2=terms.least_area_m2)
    else:
        raise LayersMissing
    return shapes, layers.mean_heights(shapes, grid) if grid is not None else None


def _registered(search: BuildingSearch) -> Shapes:
    return _shapes([shape for (shape,) in _rows("buildings_of_day", search)])


def _parcels(search: BuildingSearch) -> tuple[Int64, list[str], Shapes]:
    rows = _rows("parcels_of_day", search)
    return (
        np.array([row[0] for row in rows], dtype=np.int64),
        [row[1] for row in rows],
        _shapes([row[2] for row in rows]),
    )


def _rows(name: str, search: BuildingSearch) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        asked: dict[str, int | date] = {"municipality": search.municipality_id, "on": search.roll.as_of_date}
        cursor.execute(sql_files.load("taxroll", name), asked)
        return list(cursor.fetchall())


def _shapes(texts: list[bytes]) -> Shapes:
    return np.asarray(shapely.from_wkb([bytes(text) for text in texts]), dtype=object)


@transaction.atomic
def _keep(
    search: BuildingSearch, seen: Shapes, height: Floats | None, found: Found, keys: Int64, codes: list[str]
) -> None:
    """The suspects as rows; a search that is run again replaces its own."""
    Suspect.objects.filter(search=search).delete()
    area = np.maximum(np.round(found.area_m2).astype(np.int64), 1)
    floor = area * found.storeys
    parcel = np.where(found.parcel >= 0, keys[found.parcel] if keys.size else -1, -1)
    price = _price(search.roll, search.treasury_type)
    law = library.of_year(search.roll.tax_year_be)
    lines = rollfacts.of_roll(search.roll).lines
    expected = expecting.tax(lines, parcel=parcel, floor_area_m2=floor, satang_per_m2=price, law=law)
    outlines = _in_wgs84(seen[found.seen], search.municipality.utm_epsg)
    rows = []
    for number in range(found.seen.size):
        high = float("nan") if height is None else float(height[found.seen[number]])
        rows.append(
            Suspect(
                municipality=search.municipality,
                search=search,
                parcel_id=int(parcel[number]) if parcel[number] > 0 else None,
                parcel_code=codes[int(found.parcel[number])] if found.parcel[number] >= 0 else "",
                footprint_m2=int(area[number]),
                height_cm=None if np.isnan(high) else round(high * CM),
                storeys=int(found.storeys[number]),
                floor_area_m2=int(floor[number]),
                value_satang=int(floor[number]) * price,
                expected_satang=int(expected[number]) if expected[number] != expecting.NOT_ON_ROLL else None,
                shape_wgs84=_polygon(outlines[number]),
            )
        )
    Suspect.objects.bulk_create(rows, batch_size=1000)


def _polygon(outline: shapely.Polygon) -> Polygon:
    rings = (outline.exterior, *outline.interiors)
    return Polygon(*[tuple(ring.coords) for ring in rings], srid=WGS84)


def _in_wgs84(shapes: Shapes, epsg: int) -> Shapes:
    turn = pyproj.Transformer.from_crs(epsg, WGS84, always_xy=True).transform
    return np.asarray(shapely.transform(shapes, lambda xy: np.column_stack(turn(xy[:, 0], xy[:, 1]))), dtype=object)


def _price(roll: Roll, treasury_type: str) -> int:
    """Satang per square metre of a new building of the type on the roll's day; raises NoPrice."""
    prices = BuildingPrice.objects.filter(municipality=roll.municipality, valid__contains=roll.as_of_date)
    found = prices.filter(treasury_type=treasury_type).first()
    if found is None:
        raise NoPrice(treasury_type)
    return found.price_satang_per_m2


def _write(search: BuildingSearch, **facts: object) -> None:
    """At once and outside the work, so that people see how far it has come."""
    for name, value in facts.items():
        setattr(search, name, value)
    search.save(update_fields=list(facts))
