"""Finding a parcel or a pole by its code, as one types it: the start is enough, case and dashes do not matter."""

import re
from datetime import date
from typing import Literal, NamedTuple

from django.db.models import F, Value
from django.db.models.functions import Replace

from gis_assets.models import Municipality, ParcelVersion, UtilityPoleVersion

SHORTEST, MOST = 2, 10


class Hit(NamedTuple):
    """One thing found, with the rectangle to fly to (west, south, east, north in degrees)."""

    kind: Literal["parcel", "pole"]
    code: str
    bbox: tuple[float, float, float, float]


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
