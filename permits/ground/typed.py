"""A plan as a browser sends it while it is being drawn, laid over what the petition has saved."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gis_assets.models import Municipality, Parcel, ParcelVersion
from gis_assets.refusals import Refusal
from permits.ground import checking, outlines
from permits.ground.checking import Asked
from permits.models import Petition
from permits.services import Service

MOST_BYTES = 128_000
MOST_LETTERS = 200


class NotAPlan(Refusal):
    """What was sent cannot be read as a plan."""


def read(body: bytes, *, petition: Petition, on: date) -> Asked:
    """The plan in a request's body: `parcel` (uid or code), `footprint`, `answers`; what is left out stays as saved.

    Raises NotAPlan or outlines.NotAnOutline.
    """
    told = _told(body)
    saved = checking.asked_of(petition)
    changed: dict[str, Any] = {}
    if "parcel" in told:
        changed["parcel"] = _parcel(told["parcel"], municipality=petition.municipality, on=on)
    if "footprint" in told:
        changed["footprint"] = outlines.read(told["footprint"], utm_epsg=petition.municipality.utm_epsg)
    if isinstance(told.get("answers"), Mapping):
        changed["answers"] = {**saved.answers, **_answers(told["answers"], saved.service)}
    return replace(saved, **changed)


def _told(body: bytes) -> dict[str, Any]:
    if len(body) > MOST_BYTES:
        raise NotAPlan(_("The plan is too large to be checked. Draw it simpler."))
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAPlan(_("The plan could not be read. Load the page again.")) from error
    if not isinstance(told, dict):
        raise NotAPlan(_("The plan could not be read. Load the page again."))
    return told


def _parcel(told: object, *, municipality: Municipality, on: date) -> int | None:
    """The number of a parcel by its uid or its code; None for one that the municipality does not have."""
    if not isinstance(told, str) or not told or len(told) > MOST_LETTERS or not told.isprintable():
        return None
    coded = ParcelVersion.objects.of(municipality).as_of(on).filter(code=told).order_by("pk")
    try:
        found = Parcel.objects.filter(municipality=municipality, uid=told).values_list("pk", flat=True).first()
    except ValidationError:
        found = coded.values_list("parcel_id", flat=True).first()
    return found


def _answers(told: Mapping[str, Any], service: Service) -> dict[str, Any]:
    """Answers to questions of the service; what is no plain value counts as not given."""
    asked = {question.code for question in service.questions}
    return {code: _plain(value) for code, value in told.items() if code in asked}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value[:MOST_LETTERS]
    if isinstance(value, list):
        return [each[:MOST_LETTERS] for each in value[:50] if isinstance(each, str)]
    return value if isinstance(value, bool | int | float) else None
