"""Finding things and places as people name them: codes of parcels, poles and the grid, sheets of the land office,
addresses, names of roads and places, coordinates. The start of a code is enough; case, dashes and spaces do not matter.

Only what an open layer shows is found, and no person. House numbers follow the policy of the buildings' layer: while it
keeps them for officers, an address leads everybody else to its road.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from django.contrib.gis.db.models import Extent
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Length, Replace

from gis_assets.models import GridNodeVersion, Municipality, ParcelVersion, Role, UtilityPoleVersion
from gis_assets.publication import Layer
from opendata import addresses, coordinates, gate, named

SHORTEST, MOST = 2, 10
FEW = 4
# Whose work leads to houses: they find what the layer of buildings keeps for officers.
OFFICERS = (
    Role.SURVEYOR,
    Role.SURVEY_REVIEWER,
    Role.DISPATCHER,
    Role.RESPONDER,
    Role.TAX_OFFICER,
    Role.NOTICE_DELIVERER,
    Role.HEAD_OF_REVENUE,
    Role.HEAD_OF_ENGINEERING,
    Role.PERMIT_OFFICER,
    Role.LOCAL_OFFICIAL,
)
_NEAR_DEG = 0.0005
_QUARTERS = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_SHEET = re.compile(
    r"(?P<map>\d{4})\s*-?\s*(?P<quarter>IV|I{1,3}|[1-4])(?:\s*-?\s*(?P<square>\d{4}))?(?:\s*-\s*(?P<part>\d{1,3}))?"
    r"(?:\s*(?:/|เลขที่ดิน|ที่ดิน|แปลง|LAND|NO\.?)\s*(?P<land>\d+))?"
)
_ROMAN = {arabic: roman for roman, arabic in _QUARTERS.items()}

Kind = Literal["parcel", "pole", "grid", "sheet", "address", "road", "place", "coordinates"]
Box = tuple[float, float, float, float]
Open = Mapping[str, Layer]


class Hit(NamedTuple):
    """One thing found, with the rectangle to fly to (west, south, east, north in degrees) and what tells it apart.

    `layer` and `id` name the feature whose card tells of it, where it is not known by its code.
    """

    kind: Kind
    code: str
    bbox: Box
    title: str = ""
    layer: str = ""
    id: str = ""


class Found(NamedTuple):
    """What was found, the surest first; `hides_numbers`: a house number was asked for that only officers may find."""

    hits: list[Hit]
    hides_numbers: bool = False


def find(municipality: Municipality, text: str, *, on: date, is_officer: bool = False) -> Found:
    """At most ten things and places. `is_officer`: what layers keep for officers is searched too."""
    text = text.replace("\0", "").strip()
    if len(text) < SHORTEST:
        return Found([])
    if places := list(_places_typed(municipality, text)):
        return Found(places)
    shown = gate.open_layers(municipality=municipality)
    if "parcels" in shown and (on_sheet := _by_sheet(municipality, text, on=on)):
        return Found(on_sheet)
    address = addresses.read(text)
    sees_numbers = "buildings" in shown and (is_officer or shown["buildings"].column(named.HOUSE_NUMBER).is_open)
    hits = _by_code(municipality, text, shown=shown, on=on)
    if address.house_number and sees_numbers:
        hits += [Hit("address", *one) for one in named.house_numbers(address, shown, municipality=municipality, on=on)]
    hits += [
        Hit("road" if one.layer == "roads" else "place", *one)
        for one in named.places(address, shown, municipality=municipality, on=on)
    ]
    return Found(hits[:MOST], hides_numbers=bool(address.house_number and address.letters) and not sees_numbers)


def _by_code(municipality: Municipality, text: str, *, shown: Open, on: date) -> list[Hit]:
    """At most ten things whose code starts with the text, parcels first; none for fewer than two signs."""
    wanted = re.sub(r"\s", "", text).upper()
    if len(wanted) < SHORTEST:
        return []
    by_layer = {"parcels": _parcels, "poles": _poles, "transformers": _grid}
    return [hit for layer, find in by_layer.items() if layer in shown for hit in find(municipality, wanted, on=on)][
        :MOST
    ]


def _parcels(municipality: Municipality, wanted: str, *, on: date) -> list[Hit]:
    found = ParcelVersion.objects.of(municipality).as_of(on).filter(code__startswith=wanted)
    rows = found.order_by("code").values_list("code", "shape_wgs84")[:MOST]
    return [Hit("parcel", code, shape.extent) for code, shape in rows]


def _poles(municipality: Municipality, wanted: str, *, on: date) -> list[Hit]:
    plain = Replace(F("pole__code"), Value("-"), Value(""))
    found = UtilityPoleVersion.objects.of(municipality).as_of(on).annotate(plain=plain)
    named = found.filter(plain__startswith=wanted.replace("-", "")).order_by("pole__code")
    return [Hit("pole", code, shape.extent) for code, shape in named.values_list("pole__code", "shape_wgs84")[:MOST]]


def _grid(municipality: Municipality, wanted: str, *, on: date) -> list[Hit]:
    found = GridNodeVersion.objects.of(municipality).as_of(on).filter(node__code__istartswith=wanted)
    rows = found.order_by("node__code").values_list("node__code", "shape_wgs84", "node__uid")[:FEW]
    return [Hit("grid", code, shape.extent, "", "transformers", str(uid)) for code, shape, uid in rows]


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
