"""Checks a plan against the ground: the rules of its service, on a day, over what the register knows around it.

The same for a draft that is dragged over the map and for a petition at the desk; `check` also stores what was found.
Who holds the land is compared for what is stored alone, which the desk reads: to whoever has a link it is not told.
"""

import hashlib
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, cast

import shapely
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from gis_assets.models import Municipality
from permits import limits
from permits.ground import findings as told
from permits.ground import surroundings
from permits.models import Applicant, Checkup, Petition
from permits.rules import judging, tracks
from permits.rules.facts import Finding, Plan, Surroundings, Verdict
from permits.services import Service

MOVES_ALL = "move_all"
"""Begins the advice of a move by which all distances are kept."""
DIGITS = 8


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be checked: of which service, where, what; outline, spot or stretch in EPSG:4326."""

    service: Service
    parcel: int | None = None
    footprint: Polygon | None = None
    place: BaseGeometry | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    says_to_own: bool | None = None
    applicant_digest: str = ""
    apart_from: int | None = None

    @property
    def digest(self) -> str:
        """Changes with everything by which the findings might change, but for the register and the day."""
        asked = {
            "service": self.service.code,
            "parcel": self.parcel,
            "footprint": None if self.footprint is None else shapely.to_wkt(self.footprint, rounding_precision=DIGITS),
            "answers": dict(self.answers),
            "says_to_own": self.says_to_own,
            "applicant": self.applicant_digest,
        }
        if self.place is not None:
            asked["place"] = shapely.to_wkt(self.place, rounding_precision=DIGITS)
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What was found, which way the petition goes, the machine's time, and the digest of what was asked."""

    findings: list[Finding]
    track: tracks.Chosen
    took_ms: int
    digest: str
    epsg: int

    @property
    def worst(self) -> Verdict:
        return judging.worst(self.findings)

    @property
    def move(self) -> dict[str, float] | None:
        """Metres east and north by which all distances are kept; None where no move is advised or none would do."""
        advised = (one for one in self.findings if one.mend.startswith(MOVES_ALL))
        return next(
            ({name: float(one.values[f"shift_{name}"]) for name in ("east_m", "north_m")} for one in advised), None
        )

    def as_json(self) -> list[dict[str, Any]]:
        """The findings as they are stored and sent."""
        return told.as_json(self.findings, epsg=self.epsg)


def asked_of(petition: Petition) -> Asked:
    """What a petition asks, as it was saved last."""
    applicant = Applicant.objects.filter(petition=petition).only("is_owner", "id_digest").first()
    return Asked(
        service=petition.as_offered(),
        parcel=petition.parcel_id,
        footprint=None
        if petition.footprint is None
        else cast(Polygon, shapely.from_wkb(bytes(petition.footprint.wkb))),
        place=None if petition.place is None else shapely.from_wkb(bytes(petition.place.wkb)),
        answers=petition.answers,
        says_to_own=applicant.is_owner if applicant else None,
        applicant_digest=applicant.id_digest if applicant else "",
        apart_from=petition.pk,
    )


def plan_of(petition: Petition) -> Plan:
    """What is to be built by a petition, in metres of its municipality."""
    return plan(asked_of(petition), municipality=petition.municipality)


def plan(asked: Asked, *, municipality: Municipality) -> Plan:
    """What is to be built, in metres of the municipality; answers that are no figures count as not given."""
    answers, storeys = asked.answers, _figure(asked.answers.get("storeys"))
    return Plan(
        footprint=None if asked.footprint is None else surroundings.in_metres(municipality, asked.footprint),
        place=None if asked.place is None else surroundings.in_metres(municipality, asked.place),
        storeys=None if storeys is None else int(storeys),
        floor_area_m2=_figure(answers.get("floor_area_m2")),
        height_m=_figure(answers.get("height_m")),
        use=str(answers.get("use") or ""),
        has_openings=_claim(answers.get("has_openings")),
        says_to_own=asked.says_to_own,
        applicant_digest=asked.applicant_digest,
        answers=answers,
        service=asked.service.code,
    )


def look(asked: Asked, *, municipality: Municipality, on: date, for_desk: bool = False) -> Looked:
    """Check a plan by the register, the rules and the limits of a day; only `for_desk` by who holds the land."""
    began = time.perf_counter()
    around = surroundings.around(
        municipality,
        parcel=asked.parcel,
        footprint=asked.footprint,
        place=asked.place,
        on=on,
        apart_from=asked.apart_from,
    )
    known = around if for_desk else replace(around, owners=None)
    found, chosen = judged(asked, around=known, municipality=municipality)
    took_ms = round((time.perf_counter() - began) * 1000)
    return Looked(findings=found, track=chosen, took_ms=took_ms, digest=asked.digest, epsg=municipality.utm_epsg)


def judged(asked: Asked, *, around: Surroundings, municipality: Municipality) -> tuple[list[Finding], tracks.Chosen]:
    """The findings and the way, by the limits of the day of the surroundings."""
    held = limits.of(on=around.on, own=municipality.settings.get(limits.SETTING))
    built = plan(asked, municipality=municipality)
    found = judging.judge(built, around=around, limits=held, checks=asked.service.checks)
    return found, tracks.track_of(built, around=around, limits=held)


def findings_of(petition: Petition, *, on: date) -> Looked:
    """Check a petition as it was saved last, as its owner may see it; nothing is stored."""
    return look(asked_of(petition), municipality=petition.municipality, on=on)


def check(petition: Petition, *, by: AbstractBaseUser | None, at: datetime) -> Checkup:
    """Check a petition by the day of the instant, and keep what was found."""
    on = timezone.localdate(at)
    looked = look(asked_of(petition), municipality=petition.municipality, on=on, for_desk=True)
    return Checkup.objects.create(
        municipality=petition.municipality,
        petition=petition,
        at=at,
        by_id=by.pk if by else None,
        as_of=on,
        asked_of=looked.digest,
        took_ms=looked.took_ms,
        track=looked.track.code,
        verdict=looked.worst.value,
        findings=looked.as_json(),
    )


def _figure(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        figure = float(str(value).replace(",", ""))
    except ValueError:
        return None
    return figure if math.isfinite(figure) else None


def _claim(value: Any) -> bool | None:
    return {True: True, "yes": True, False: False, "no": False}.get(value) if isinstance(value, bool | str) else None
