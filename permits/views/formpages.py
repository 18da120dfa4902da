"""The pages of the form as they are shown: what stands in the fields, what is wrong, how far the petition is."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from casework import tracking
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import limits, moving, secrets_of, wording, workflow
from permits.ground import checking, findings
from permits.models import Petition
from permits.petitions import (
    answers,
    asking_back,
    attaching,
    completeness,
    fields,
    finding,
    keeping_link,
    placing,
    saving,
)
from permits.views import formwords

Typed = Mapping[str, Sequence[str]]
AROUND_PLACE_DEG = 0.0005
"""Some fifty metres around what was marked are shown with it."""


def pages(petition: Petition) -> tuple[str, ...]:
    """The pages of the form of this petition's service."""
    return completeness.pages(answers.service_of(petition))


def is_asked(petition: Petition) -> bool:
    """Whether the office waits for the applicant's answer."""
    return not petition.is_draft and moving.stands_at(petition) == workflow.ASKED


def next_page(petition: Petition, page: str, *, back: bool, stay: bool) -> str:
    """Where a saved page leads."""
    order = pages(petition)
    at = order.index(page)
    return page if stay else order[max(at - 1, 0)] if back else order[min(at + 1, len(order) - 1)]


def frame(petition: Petition, *, page: str) -> dict[str, Any]:
    """What every page of a petition carries."""
    lacks = completeness.missing(petition) if petition.is_draft else []
    service = answers.service_of(petition)
    order, names = completeness.pages(service), formwords.pages(service)
    return {
        "petition": petition,
        "service": service,
        "plan_name": names[saving.PLAN],
        "secret": secrets_of.secret(petition.uid),
        "number": tracking.grouped(petition.tracking),
        "page": page,
        "steps": [
            {
                "code": each,
                "name": names[each],
                "is_here": each == page,
                "is_done": not any(lack.page == each for lack in lacks) and each != saving.REVIEW,
            }
            for each in order
        ],
        "step_number": order.index(page) + 1 if page in order else 0,
        "steps_count": len(order),
        "missing": lacks,
        "can_mail": keeping_link.can_mail(),
        "is_asked": is_asked(petition),
    }


def show(
    request: TownRequest,
    petition: Petition,
    page: str,
    *,
    typed: Typed | None = None,
    problems: Mapping[str, str] | None = None,
    conflict: str = "",
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """One page of the form."""
    facts = frame(petition, page=page) | {"conflict": conflict, "problems": problems or {}, "refusal": refusal}
    facts |= _FACTS[page](request, petition, typed or {}, problems or {})
    facts["script"] = _script(petition, page)
    return render(request, f"permits/petition/{page}.html", facts, status=status)


def show_question(
    request: TownRequest,
    petition: Petition,
    *,
    typed: Typed | None = None,
    problems: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """What the office asks, with the questions and documents that it concerns."""
    may = asking_back.may_change(petition)
    facts = frame(petition, page="") | {
        "asked": asking_back.open_question(petition),
        "fields": [
            each for each in fields.of_questions(petition, typed=typed, problems=problems) if not each.is_locked
        ],
        "lines": [line for line in attaching.asked(petition) if line.may_change],
        "parts": may,
        "refusal": refusal,
        "problems": problems or {},
        "script": _script(petition, "answer"),
    }
    return render(request, "permits/petition/answer.html", facts, status=400 if refusal or problems else 200)


def _place(request: TownRequest, petition: Petition, typed: Typed, problems: Mapping[str, str]) -> dict[str, Any]:
    on = timezone.localdate()
    asked = {name: request.GET.get(name, "") for name in ("code", *finding.BY_DEED)}
    town = petition.municipality
    found = finding.by_code(town, code=asked["code"], on=on) or finding.by_deed(town, typed=asked, on=on)
    return {
        "chosen": finding.version_of(petition.parcel, on=on),
        "asked": asked,
        "found": found,
        "is_search": any(asked.values()),
        "map_facts": {**_map(petition), "chosen": petition.parcel_code},
    }


def _plan(request: TownRequest, petition: Petition, typed: Typed, problems: Mapping[str, str]) -> dict[str, Any]:
    kept = placing.Rectangle.of(petition.rectangle)
    middle = _middle(petition)
    values = {
        "width_m": f"{kept.width_m:g}" if kept else "",
        "depth_m": f"{kept.depth_m:g}" if kept else "",
        "turn_deg": f"{kept.turn_deg if kept else _along(petition):g}",
        "lon": f"{kept.lon:.8f}" if kept else f"{middle[0]:.8f}",
        "lat": f"{kept.lat:.8f}" if kept else f"{middle[1]:.8f}",
    }
    return {
        "fields": fields.of_questions(petition, typed=typed, problems=problems),
        "rectangle": {name: (typed[name][-1] if typed.get(name) else value) for name, value in values.items()},
        "source": petition.footprint_source or "rectangle",
        "outline": petition.footprint.json if petition.footprint else "",
        "area_m2": placing.area_m2(petition.footprint, municipality=petition.municipality)
        if petition.footprint
        else None,
        "systems": formwords.systems(),
        "units": formwords.units(),
        "map_facts": {
            **_map(petition),
            "chosen": petition.parcel_code,
            "middle": middle,
            "zone": petition.municipality.utm_epsg - 32600,
        },
    }


def _person(request: TownRequest, petition: Petition, typed: Typed, problems: Mapping[str, str]) -> dict[str, Any]:
    person = answers.applicant_of(petition)
    kept = {name: getattr(person, name) if person else "" for name in saving.LONGEST}
    owner = {True: "yes", False: "no"}.get(person.is_owner, "") if person and person.is_owner is not None else ""
    values = {
        name: typed[name][-1] if typed.get(name) else value for name, value in {**kept, "is_owner": owner}.items()
    }
    return {"person": person, "values": values}


def _documents(request: TownRequest, petition: Petition, typed: Typed, problems: Mapping[str, str]) -> dict[str, Any]:
    track = {each.code: each for each in answers.service_of(petition).tracks}.get(petition.track)
    return {"lines": attaching.asked(petition), "beside": attaching.beside_the_list(petition), "track": track}


def _review(request: TownRequest, petition: Petition, typed: Typed, problems: Mapping[str, str]) -> dict[str, Any]:
    on = timezone.localdate()
    looked, own = checking.findings_of(petition, on=on), petition.municipality.settings.get(limits.SETTING)
    service = answers.service_of(petition)
    told = sorted((wording.told(each, on=on, own=own) for each in looked.as_json()), key=_gravest_first)
    return {
        "rows": answers.table(petition),
        "chosen": finding.version_of(petition.parcel, on=on),
        "person": answers.applicant_of(petition),
        "lines": attaching.asked(petition),
        "findings": told,
        "passed": sum(finding["verdict"] == "pass" for finding in told),
        "is_placed": completeness.is_placed(petition),
        "worst": looked.worst.value,
        "track": wording.told_track(findings.track_as_json(looked.track), service=service, on=on, own=own),
        "area_m2": placing.area_m2(petition.footprint, municipality=petition.municipality)
        if petition.footprint
        else None,
        "length_m": placing.length_m(petition.place, municipality=petition.municipality) if petition.place else None,
    }


def _gravest_first(told: Mapping[str, Any]) -> int:
    return ("fail", "ask", "pass").index(told["verdict"])


_FACTS = {"place": _place, "plan": _plan, "person": _person, "documents": _documents, "review": _review}


def _script(petition: Petition, page: str) -> dict[str, Any]:
    """What the page's script needs: addresses and words."""
    secret = secrets_of.secret(petition.uid)
    names = ("save", "checks", "parcels", "drawing", "documents")
    return {
        "key": secret[:8] + page,
        "page": page,
        "urls": {name: reverse(f"permits:{name}", args=[secret]) for name in names},
        "words": formwords.words(),
    }


def _map(petition: Petition) -> dict[str, Any]:
    """Where the map looks: at the parcel, at what was marked, or at the whole town."""
    version = finding.version_of(petition.parcel, on=timezone.localdate())
    near: GEOSGeometry | None = Polygon.from_bbox(version.shape_wgs84.extent) if version else None
    if near is None and petition.place is not None:
        near = Polygon.from_bbox(petition.place.extent).buffer(AROUND_PLACE_DEG).envelope
    return {
        "bounds": list(near.extent if near else placing.extent(petition.municipality)),
        "is_near": near is not None,
        "place": json.loads(petition.place.json) if petition.place else None,
        "footprint": json.loads(petition.footprint.json) if petition.footprint else None,
        "words": formwords.of_map(),
    }


def _middle(petition: Petition) -> list[float]:
    version = finding.version_of(petition.parcel, on=timezone.localdate())
    point = version.shape_wgs84.point_on_surface if version else placing.middle(petition.municipality)
    if version and version.shape_wgs84.centroid.within(version.shape_wgs84):
        point = version.shape_wgs84.centroid
    return [point.x, point.y]


def _along(petition: Petition) -> float:
    """How a building would lie along the parcel's sides."""
    version = finding.version_of(petition.parcel, on=timezone.localdate())
    return placing.turn_along(version.shape_wgs84, municipality=petition.municipality) if version else 0.0
