"""Finding things and places as people name them: codes of parcels and poles, sheets of the land office, names of roads
and places, coordinates. The start of a code is enough; case, dashes and spaces do not matter. No person can be found.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from django.contrib.gis.db.models import Extent
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Length, Replace

from gis_assets.models import LandCover, Municipality, ParcelVersion, RoadSegmentVersion, UtilityPoleVersion
from opendata import coordinates

SHORTEST, MOST = 2, 10
FEW = 4
_NEAR_DEG = 0.0005
_QUARTERS = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_SHEET = re.compile(
    r"(?P<map>\d{4})\s*-?\s*(?P<quarter>IV|I{1,3}|[1-4])(?:\s*-?\s*(?P<square>\d{4}))?(?:\s*-\s*(?P<part>\d{1,3}))?"
    r"(?:\s*(?:/|เลขที่ดิน|ที่ดิน|แปลง|LAND|NO\.?)\s*(?P<land>\d+))?"
)
_ROMAN = {arabic: roman for roman, arabic in _QUARTERS.items()}

Kind = Literal["parcel", "pole", "sheet", "road", "place", "coordinates"]
Box = tuple[float, float, float, float]


class Hit(NamedTuple):
    """One thing found, with the rectangle to fly to (west, south, east, north in degrees) and what tells it apart."""

    kind: Kind
    code: str
    bbox: Box
    title: str = ""


def find(municipality: Municipality, text: str, *, on: date) -> list[Hit]:
    """At most ten things and places, the surest first."""
    if places := list(_places_typed(municipality, text)):
        return places
    return (
        _by_sheet(municipality, text, on=on)
        or (by_code(municipality, text, on=on) + _by_name(municipality, text, on=on))[:MOST]
    )


def by_code(municipality: Municipality, text: str, *, on: date) -> list[Hit]:
    """At most ten things whose code starts with the text, parcels first; none for fewer than two signs."""
    wanted = re.sub(r"\s", "", text).upper()
    if len(wanted) < SHORTEST:
        return []
    return (_parcels(municipality, wanted, on=on) + _poles(municipality, wanted, on=on))[:MOST]


def _parcels(municipality: Municipality, wanted: str, *, on: date) -> list[Hit]:
    found = ParcelVersion.objects.of(municipality).as_of(on).filter(code__startswith=wanted)
    rows = found.order_by("code").values_list("code", "shape_wgs84")[:MOST]
    return [Hit("parcel", code, shape.extent) for code, shape in rows]


def _poles(municipality: Municipality, wanted: str, *, on: date) -> list[Hit]:
    plain = Replace(F("pole__code"), Value("-"), Value(""))
    found = UtilityPoleVersion.objects.of(municipality).as_of(on).annotate(plain=plain)
    named = found.filter(plain__startswith=wanted.replace("-", "")).order_by("pole__code")
    return [Hit("pole", code, shape.extent) for code, shape in named.values_list("pole__code", "shape_wgs84")[:MOST]]


def _places_typed(municipality: Municipality, text: str) -> Iterator[Hit]:
    """Coordinates that lie in the town or not far from it."""
    west, south, east, north = municipality.boundary.extent if municipality.boundary else (0, 0, 0, 0)
    wide, high = east - west, north - south
    for system, lon, lat in coordinates.readings(text, zone=municipality.utm_epsg % 100):
        if west - wide <= lon <= east + wide and south - high <= lat <= north + high:
            box = (lon - _NEAR_DEG, lat - _NEAR_DEG, lon + _NEAR_DEG, lat + _NEAR_DEG)
            yield Hit("coordinates", f"{lat:.6f}, {lon:.6f}", box, system)


def _by_sheet(municipality: Municipality, text: str, *, on: date) -> list[Hit]:
    """The sheet as a whole, then its parcels by land number; one parcel when its land number is given."""
    asked = _SHEET.fullmatch(text.strip().upper())
    if not asked:
        return []
    found = _on_sheet(municipality, asked, on=on)
    # Numbers are kept as text: shorter ones come first.
    in_order = found.order_by("utmmap3", "utmmap4", Length("land_number"), "land_number")
    rows = list(in_order.values_list("code", "shape_wgs84", "utmmap3", "utmmap4", "land_number")[: MOST - 1])
    parcels = [
        Hit("parcel", code, shape.extent, f"{square}-{part} / {land}") for code, shape, square, part, land in rows
    ]
    if asked["land"] or not parcels:
        return parcels
    name = " ".join(filter(None, [asked["map"], _ROMAN[_quarter(asked)], asked["square"]]))
    return [Hit("sheet", name, found.aggregate(whole=Extent("shape_wgs84"))["whole"]), *parcels]


def _on_sheet(municipality: Municipality, asked: "re.Match[str]", *, on: date) -> QuerySet[ParcelVersion]:
    wanted = Q(utmmap1=asked["map"], utmmap2=_quarter(asked))
    for name, value in (("utmmap3", asked["square"]), ("land_number", asked["land"])):
        wanted &= Q(**{name: value}) if value else Q()
    if part := asked["part"]:
        wanted &= Q(utmmap4__in={part, part.zfill(2), part.zfill(3)})
    return ParcelVersion.objects.of(municipality).as_of(on).filter(wanted)


def _quarter(asked: "re.Match[str]") -> str:
    return _QUARTERS.get(asked["quarter"], asked["quarter"])


def _by_name(municipality: Municipality, text: str, *, on: date) -> list[Hit]:
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return []
    named = Q(name_th__icontains=wanted) | Q(name_en__icontains=wanted)
    roads = RoadSegmentVersion.objects.of(municipality).as_of(on).filter(named)
    places = LandCover.objects.filter(named, municipality=municipality)
    return _named("road", roads) + _named("place", places)


def _named(kind: Kind, things: QuerySet[RoadSegmentVersion] | QuerySet[LandCover]) -> list[Hit]:
    whole = things.values("name_th", "name_en").annotate(whole=Extent("shape_wgs84")).order_by("name_th")
    rows = whole.values_list("name_th", "name_en", "whole")[:FEW]
    return [Hit(kind, thai or english, box, english if thai else "") for thai, english, box in rows]
