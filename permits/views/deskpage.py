"""The page of one petition at the desk: what every act shows again, with the form that was refused as it was typed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework import rulebook, standing
from gis_assets import access as register
from gis_assets.models import BuildingVersion
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import access, limits, moving, services, wording, workflow
from permits.desk import (
    asking,
    examining,
    explaining,
    fees,
    findings,
    forms,
    marking,
    registering,
    sittings,
    terms,
    visiting,
)
from permits.models import Checkup, Decision, Explanation, Fee, Permit, Petition, RegisteredBuilding
from permits.petitions import answers
from permits.rules.facts import Verdict
from permits.views import formwords

PAGE = "permits/desk/petition.html"


@dataclass(frozen=True)
class Told:
    """A finding in words: what was found, by which law, and what is not certain."""

    number: int
    rule: str
    verdict: str
    words: dict[str, Any]


def carry_out(
    request: TownRequest, petition: Petition, name: str, form: BaseForm, act: Callable[[], object], *, done: str
) -> HttpResponse:
    """Act when the form is filled in well; else show the page again, where the form keeps what was typed.

    Where somebody else was first the page offers that act no more, and the refusal stands above it.
    """
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            if name not in offered(petition):
                messages.error(request, str(refusal))
            form.add_error(None, str(refusal))
        else:
            sittings.touch(petition, by=request.user, at=timezone.now())
            messages.success(request, done)
            return redirect("permits:petition_at_desk", petition.uid)
    return show(request, access.petition_at_desk(request, str(petition.uid)), {name: form})


def attempt(request: TownRequest, petition: Petition, act: Callable[[], object], *, done: str) -> HttpResponse:
    """The same for an act without a form."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        sittings.touch(petition, by=request.user, at=timezone.now())
        messages.success(request, done)
    return redirect("permits:petition_at_desk", petition.uid)


def show(request: TownRequest, petition: Petition, bound: dict[str, BaseForm] | None = None) -> HttpResponse:
    """The page, with the forms that were just refused."""
    at = timezone.now()
    checkup = findings.latest(petition)
    told = said_of(checkup)
    step = moving.stands_at(petition)
    decided = Decision.objects.filter(petition=petition).select_related("by").first()
    fee = Fee.objects.filter(petition=petition).select_related("taken_by").first()
    service = petition.as_offered()
    shown = {
        "petition": petition,
        "service": service,
        "words": wording.of_paper(service.paper),
        "track": {track.code: track for track in service.tracks}.get(petition.track),
        "step": step,
        "is_open": step in workflow.OPEN,
        "may_sign": register.has_role(request, *access.SIGNERS),
        "checkup": checkup,
        "told": told,
        "passed": sum(each.verdict == Verdict.PASS for each in told),
        "checklist": marking.checklist(petition),
        "asked": answers.table(petition),
        "applicant": getattr(petition, "applicant", None),
        "documents": _documents(petition, service),
        "decision": decided,
        "fee": fee,
        "pay_code": fees.code(fee) if fee and fee.paid_at is None else None,
        "permit": Permit.objects.filter(petition=petition).first(),
        "registered": RegisteredBuilding.objects.filter(petition=petition).order_by("at").last(),
        "terms": terms.listed(petition.municipality, on=timezone.localdate(at)),
        "appeal": terms.appeal(petition.municipality, service=petition.service, on=timezone.localdate(at)),
        "beat_s": sittings.BEAT_S,
        "now": at,
        **clocks(petition, at=at),
        **_around(petition),
        **_forms(petition, told, checkup, bound or {}),
        "map_facts": _map_facts(petition, checkup.findings if checkup else []),
        "systems": formwords.systems(),
        "units": formwords.units(),
    }
    return render(request, PAGE, shown)


def said_of(checkup: Checkup | None) -> list[Told]:
    """The findings in words, the broken rules first; limits are cited as they stood on the day of the checks."""
    if checkup is None:
        return []
    order = {Verdict.FAIL.value: 0, Verdict.ASK.value: 1, Verdict.PASS.value: 2}
    in_turn = sorted(enumerate(checkup.findings), key=lambda pair: order[pair[1]["verdict"]])
    own = checkup.municipality.settings.get(limits.SETTING)
    return [
        Told(number, each["rule"], each["verdict"], wording.told(each, on=checkup.as_of, own=own))
        for number, each in in_turn
    ]


def refusal_of(checkup: Checkup | None) -> dict[str, str]:
    """What a refusal proposes, in Thai as the letter is: the sentence of each broken rule, and the law behind it."""
    with translation.override("th"):
        fails = broken(said_of(checkup))
        cited = [citation["cite"] for each in fails for citation in each.words["citations"] if citation["cite"]]
        return {
            "reasons": "\n".join(each.words["sentence"] for each in fails),
            "grounds": "\n".join(dict.fromkeys(cited)),
        }


def broken(told: list[Told]) -> list[Told]:
    """Those that say that a rule is broken, one for each rule."""
    return list({each.rule: each for each in reversed(told) if each.verdict == Verdict.FAIL}.values())[::-1]


def clocks(petition: Petition, *, at: datetime) -> dict[str, Any]:
    """Where the petition stands since when, until when it is due, and what it took so far."""
    if petition.case is None:
        return {}
    book = rulebook.of(petition.municipality)
    told = standing.history(petition.case)
    stays = standing.stays(told, book=book, until=at)
    service = petition.as_offered()
    names = {each.code: book.name(told.case_type_id, each.code) for each in told.taken}
    steps = [
        {
            "name": wording.named(service, each.code, filed=names[each.code]),
            "at": each.at,
            "by": each.by,
            "note": each.note,
        }
        for each in told.taken
    ]
    now = next((stay for stay in stays[:-1] if stay.left_at is None), None)
    term = explaining.term_of(petition, told, hours=book.office, at=at)
    return {
        "steps": steps,
        "step_name": steps[-1]["name"],
        "stay": now,
        "term": term,
        "touch_minutes": sittings.total(petition).total_seconds() / 60,
        "machine_ms": sum(petition.checkups.values_list("took_ms", flat=True)),
        "in_charge": examining.in_charge(petition),
        "appointment": petition.appointments.select_related("session__room").order_by("during").last(),
    }


def _documents(petition: Petition, service: services.Service) -> list[dict[str, Any]]:
    names = {each.code: wording.said(each.name) for each in service.requirements}
    names[visiting.PHOTO] = _("Photo of the site visit")
    kept = petition.documents.filter(removed_at=None)
    return [{"document": each, "name": names.get(each.requirement, each.requirement)} for each in kept]


def _around(petition: Petition) -> dict[str, Any]:
    """Former petitions and buildings of the parcel, what was asked, visited and explained."""
    others = Petition.objects.filter(municipality=petition.municipality, parcel=petition.parcel).exclude(
        submitted_at=None
    )
    standing_there = BuildingVersion.objects.of(petition.municipality).as_of(timezone.localdate())
    return {
        "others": others.exclude(pk=petition.pk).select_related("case")[:10] if petition.parcel_id else [],
        "buildings": standing_there.filter(on_parcel=petition.parcel_id)[:10] if petition.parcel_id else [],
        "asked_back": petition.asked_back.select_related("by"),
        "visits": petition.visits.select_related("officer"),
        "explanations": Explanation.objects.filter(petition=petition).select_related("sent_by"),
    }


def _forms(petition: Petition, told: list[Told], checkup: Checkup | None, bound: dict[str, BaseForm]) -> dict[str, Any]:
    """A form for each act that may be done now; of the one that was refused the form as it was typed."""
    made: dict[str, Callable[[], BaseForm]] = {
        "ask_form": lambda: forms.AskForm(topics=asking.topics(petition), prefix="ask"),
        "order_form": lambda: forms.OrderForm(officers=visiting.officers(petition.municipality), prefix="order"),
        "approve_form": lambda: forms.ApproveForm(
            broken=[(each.rule, each.words["sentence"]) for each in broken(told)], prefix="approve"
        ),
        "refuse_form": lambda: forms.RefuseForm(initial=refusal_of(checkup), prefix="refuse"),
        "pay_form": lambda: forms.PayForm(prefix="pay"),
        "revoke_form": lambda: forms.WhyForm(prefix="revoke"),
        "undo_form": lambda: forms.WhyForm(prefix="undo"),
        "explain_form": lambda: forms.ExplainForm(prefix="explain"),
        "built_form": lambda: built_form(petition),
    }
    names = offered(petition)
    return {name: bound.get(name) or make() for name, make in made.items() if name in names}


def offered(petition: Petition) -> frozenset[str]:
    """The forms of the acts that the step allows where the petition stands now."""
    step = moving.stands_at(petition)
    if step == workflow.EXAMINED:
        visited = {"order_form"} if visiting.has_visits(petition) else set()
        return frozenset({"ask_form", "approve_form", "refuse_form", "explain_form"} | visited)
    after = {
        workflow.APPROVED: {"pay_form"},
        workflow.ISSUED: {"revoke_form", "built_form"},
        workflow.BUILT: {"undo_form", "revoke_form", "built_form"},
    }
    return frozenset(after.get(step, {"ask_form", "explain_form"} if step in workflow.OPEN else set()))


def built_form(petition: Petition) -> BaseForm:
    """What is proposed for the register; empty where the petition has no outline."""
    try:
        said = registering.proposed(petition, finished_date=timezone.localdate())
    except registering.NoOutline:
        return forms.BuiltForm(petition=petition, prefix="built")
    facts = {name: getattr(said.facts, name) for name in forms.PROPOSED}
    initial = {**facts, "finished_date": timezone.localdate(), "outline": said.outline.geojson}
    return forms.BuiltForm(initial=initial, petition=petition, prefix="built")


def _as_built(petition: Petition) -> dict[str, Any]:
    """What the script needs by which the outline of the finished building is drawn."""
    return {
        "zone": petition.municipality.utm_epsg - 32600,
        "drawing": reverse("permits:desk_drawing", args=[petition.uid]),
        "words": formwords.of_outline(),
    }


def _map_facts(petition: Petition, found: list[dict[str, Any]]) -> dict[str, Any]:
    """What the map draws: the plan, and what the checks measured."""
    place = petition.footprint or petition.place
    shapes = [
        {
            "type": "Feature",
            "geometry": drawn["geometry"],
            "properties": {
                "finding": number,
                "role": drawn["role"],
                "verdict": each["verdict"],
                "label": drawn["label"],
            },
        }
        for number, each in enumerate(found)
        for drawn in each["shapes"]
        if drawn["geometry"] is not None
    ]
    plan = {"type": "Feature", "geometry": json.loads(place.geojson), "properties": {"role": "plan"}} if place else None
    boundary = petition.municipality.boundary
    return {
        "layers": ["landcover", "boundary", "roads", "parcels", "buildings", "poles"],
        "bounds": list(boundary.extent) if boundary else None,
        "plan": plan,
        "shapes": {"type": "FeatureCollection", "features": shapes},
        "beat": reverse("permits:desk_beat", args=[petition.uid]) if not petition.is_draft else None,
        "beatEvery": sittings.BEAT_S,
        "asBuilt": _as_built(petition) if petition.footprint else None,
        "words": {
            "map": _("Map. Arrow keys move it, plus and minus zoom; the list beside it says the same in words."),
            "failed": _("The map could not be read from the server. Move it to try again."),
            "zoomIn": _("Zoom in"),
            "zoomOut": _("Zoom out"),
        },
    }
