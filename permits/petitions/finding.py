"""Finds the parcel that somebody means: by a touch on the map, its code, or what stands on the deed. Names no owner."""

import re
from collections.abc import Mapping
from datetime import date

from django.contrib.gis.geos import Point
from django.db.models import QuerySet

from gis_assets import digits
from gis_assets.models import Municipality, Parcel, ParcelVersion

MOST = 12
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
BY_DEED = ("document_number", "land_number", "survey_page", "sheet")


def at(municipality: Municipality, *, place: Point, on: date) -> list[ParcelVersion]:
    """The parcels that lie under a place, in WGS 84."""
    return list(_in_force(municipality, on).filter(shape_wgs84__intersects=place)[:MOST])


def by_code(municipality: Municipality, *, code: str, on: date) -> list[ParcelVersion]:
    """The parcels that carry a code, however it was typed."""
    wanted = re.sub(r"\s", "", digits.arabic(code)).upper()
    return list(_in_force(municipality, on).filter(code__iexact=wanted)[:MOST]) if wanted else []


def by_deed(municipality: Municipality, *, typed: Mapping[str, str], on: date) -> list[ParcelVersion]:
    """The parcels with all of what was typed: `document_number`, `land_number`, `survey_page`, `sheet`.

    A sheet is written as on the deed, `4746 I 9878` or `4746 I 9878-00`. Nothing typed finds nothing.
    """
    said = {name: digits.arabic(typed.get(name, "")).strip() for name in BY_DEED}
    found = _in_force(municipality, on)
    for name in ("document_number", "land_number", "survey_page"):
        if said[name]:
            found = found.filter(**{name: said[name]})
    if said["sheet"]:
        found = _on_sheet(found, said["sheet"])
    return list(found[:MOST]) if any(said.values()) else []


def by_uid(municipality: Municipality, *, uid: str, on: date) -> ParcelVersion | None:
    """The parcel of this identity as it stands on the day."""
    return (
        _in_force(municipality, on).filter(parcel__uid=uid).first() if re.fullmatch(r"[0-9a-f-]{32,36}", uid) else None
    )


def version_of(parcel: Parcel | None, *, on: date) -> ParcelVersion | None:
    """How the parcel stands on the day; None where it is no more."""
    return None if parcel is None else ParcelVersion.objects.as_of(on).filter(parcel=parcel).first()


def _in_force(municipality: Municipality, on: date) -> QuerySet[ParcelVersion]:
    return ParcelVersion.objects.of(municipality).as_of(on).select_related("parcel").order_by("code", "pk")


def _on_sheet(found: QuerySet[ParcelVersion], sheet: str) -> QuerySet[ParcelVersion]:
    parts = re.fullmatch(r"(\d{4})\s*(IV|I{1,3}|[1-4])?\s*(\d{4})?(?:\s*-\s*(\d{1,3}))?.*", sheet.upper())
    if parts is None:
        return found.none()
    first, quarter, square, part = parts.groups()
    wanted = {"utmmap1": first, "utmmap2": ROMAN.get(quarter or "", quarter or ""), "utmmap3": square, "utmmap4": part}
    return found.filter(**{name: value for name, value in wanted.items() if value})
