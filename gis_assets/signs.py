"""Writing signs: a new one with its identity, and other facts of a known one from a day on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from gis_assets import corrections
from gis_assets.models import Building, Municipality, Party, Sign, SignVersion, Source
from gis_assets.refusals import Refusal

LARGEST_CM = 10_000
MOST_FACES = 12


class MeasuresAreAbsurd(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A side of a sign is between 1 and %(most)s cm, and it has between 1 and %(faces)s faces.")
            % {"most": LARGEST_CM, "faces": MOST_FACES}
        )


class TakenDownBeforePutUp(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A sign is taken down after the day on which it was put up. Correct one of the two days."))


class OutsideOfTown(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The place of the sign lies outside the municipality. Choose it on the map again."))


@dataclass(frozen=True)
class SignFacts:
    """What is known of a sign; lengths in centimetres, `lon_lat` in WGS 84 degrees."""

    words: str
    place: str
    width_cm: int
    height_cm: int
    faces: int
    letters: int
    is_moving: bool
    shown_from: date
    lon_lat: tuple[float, float]
    shown_until: date | None = None
    exempt_reason: str = ""
    on_building: Building | None = None


@transaction.atomic
def enter(
    facts: SignFacts, *, owner: Party, number: str, municipality: Municipality, source: Source, at: datetime
) -> SignVersion:
    """A sign that nobody knew, in force from the day it is shown; raises one of the Refusals above."""
    columns = _columns(facts, municipality)
    return SignVersion.objects.create(
        municipality=municipality,
        sign=Sign.objects.create(municipality=municipality, number=number),
        valid=DateRange(facts.shown_from, None),
        source=source,
        recorded_at=at,
        owner=owner,
        **columns,
    )


@transaction.atomic
def restate(
    version: SignVersion, facts: SignFacts, *, owner: Party, on: date, source: Source, at: datetime
) -> SignVersion:
    """Put other facts of a sign in force from a day; raises one of the Refusals above or `corrections.NotInForce`."""
    building = {"on_building_id": facts.on_building.pk if facts.on_building else None}
    columns = {**_columns(facts, version.municipality), "owner_id": owner.pk, **building}
    del columns["on_building"]
    return corrections.correct(version, facts=columns, on=on, source=source, at=at)


def _columns(facts: SignFacts, municipality: Municipality) -> Mapping[str, Any]:
    """The facts as the columns of a version, checked."""
    sides = (facts.width_cm, facts.height_cm)
    if not all(1 <= side <= LARGEST_CM for side in sides) or not 1 <= facts.faces <= MOST_FACES:
        raise MeasuresAreAbsurd
    if facts.shown_until and facts.shown_until <= facts.shown_from:
        raise TakenDownBeforePutUp
    point = Point(*facts.lon_lat, srid=4326)
    if municipality.boundary and not municipality.boundary.contains(point):
        raise OutsideOfTown
    point.transform(municipality.utm_epsg)
    columns = {field.name: getattr(facts, field.name) for field in fields(facts) if field.name != "lon_lat"}
    return columns | {"shape": point}
