"""What the crew's phone asks beside its page: who is signed in, what is new, late taps, the files it keeps.

The page itself is drawn by the server alone; the phone keeps the last one and shows its own taps upon it.
"""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets import offline
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, geojson, jobs, parts, resolution, timeline, workflow
from incidents import taps as tapping
from incidents.forms import NoteForm, TapForm
from incidents.models import Assignment, Moment, Responder, State
from incidents.reporting import stoppers
from incidents.views import intake, maps

UNPROCESSABLE = 422
# Everything the page needs to start without a network; kept on the phone under a name made of its content.
SHELL = (
    *offline.PAGE,
    *offline.MAP,
    "idiomorph/idiomorph.min.js",
    "incidents/incidents.css",
    "incidents/clocks.js",
    "incidents/crew/crew.css",
    "incidents/crew/crew.js",
    "incidents/crew/instants.js",
    "incidents/crew/position.js",
    "incidents/crew/repair.js",
    "incidents/crew/sending.js",
    "incidents/crew/store.js",
    "incidents/crew/way.js",
)


@never_cache
@require_safe
@role_required(Role.RESPONDER)
def session(request: TownRequest) -> JsonResponse:
    """Whose phone this is, the token with which taps are sent, the server's instant, and a mark of what it has."""
    crew = access.own_crew(request)
    return JsonResponse(
        {"crew": crew.pk, "token": get_token(request), "now": timezone.now().isoformat(), "stamp": stamp(crew)}
    )


@never_cache
@require_POST
@intake.accepting_photo
@role_required(Role.RESPONDER)
def taps(request: TownRequest) -> JsonResponse:
    """A tap comes in, maybe an hour late; the same one may be sent as often as it takes."""
    form = TapForm(request.POST, request.FILES)
    if not form.is_valid():
        words = " ".join(str(each) for told in form.errors.values() for each in told)
        return JsonResponse({"refusal": words}, status=UNPROCESSABLE)
    told = form.cleaned_data
    assignment = access.assignment_of_crew(request, told["assignment"])
    try:
        tapped = tapping.Tapped(
            key=told["key"],
            act=told["act"],
            said_at=told["said_at"],
            note=told["note"].strip(),
            photo=intake.photo_sent(request),
            used=told["used"],
        )
        tap = tapping.take(assignment, tapped=tapped, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return JsonResponse({"refusal": str(refusal)}, status=UNPROCESSABLE)
    return JsonResponse({"outcome": tap.outcome, "refusal": tap.refusal, "taken_at": tap.taken_at.isoformat()})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: which files the phone keeps, under which name. Open to all: it says nothing of anybody."""
    return offline.worker(request, "incidents/crew_worker.js", files=SHELL, page=reverse("incidents:mine"))


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What the phone needs to keep the page among its apps."""
    facts = {
        "name": _("My incidents"),
        "short_name": _("My incidents"),
        "lang": get_language() or "th",
        "start_url": reverse("incidents:mine"),
        "scope": reverse("incidents:mine"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#17495c",
        "icons": [{"src": static("town/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


def facts_of_page(request: TownRequest) -> dict[str, object]:
    """All that the crew's page shows."""
    crew = access.responder_of(request)
    if crew is None:
        return {"crew": None}
    held = jobs.of(crew)
    return {
        "crew": crew,
        "jobs": [_job(each) for each in held],
        "catalogue": parts.catalogue(request.municipality),
        "note_form": NoteForm(),
        "emergency_phone": stoppers.emergency_phone(request.municipality.settings),
        "way": json.loads(geojson.route(request.municipality, incident_id=held[0].incident_id)) if held else None,
        "script_facts": _script_facts(request, crew),
    }


def _job(assignment: Assignment) -> dict[str, object]:
    incident = assignment.incident
    return {
        "assignment": assignment,
        "incident": incident,
        "reports": incident.reports.select_related("contact").prefetch_related("photos"),
        "photos": incident.photos.filter(moment=Moment.AFTER, kept_at__gte=assignment.assigned_at),
        "needs_photo": resolution.needs_photo(incident),
        "due_at": timeline.due_at(incident, at=timezone.now()),
        "is_waiting": incident.state in {workflow.ASSIGNED, workflow.ACCEPTED},
    }


def stamp(crew: Responder) -> str:
    """A mark that changes with what the page shows of the crew's list."""
    rows = Assignment.objects.open().filter(responder=crew).in_turn()
    shown = [crew.is_on_duty, *rows.values_list("pk", "turn", "incident__state", "distance_m")]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _script_facts(request: TownRequest, crew: Responder) -> dict[str, Any]:
    """Addresses and words for the script."""
    return {
        "crew": crew.pk,
        "is_on_duty": crew.is_on_duty,
        "stamp": stamp(crew),
        "now": timezone.now().isoformat(),
        "bounds": maps.bounds(request.municipality),
        "urls": {
            "page": reverse("incidents:mine"),
            "session": reverse("incidents:mine_session"),
            "taps": reverse("incidents:mine_taps"),
            "position": reverse("incidents:position"),
            "worker": reverse("incidents:mine_worker"),
            "login": f"{reverse('login')}?next={reverse('incidents:mine')}",
        },
        "states": dict(State.choices),
        "words": _words(),
    }


def _words() -> dict[str, object]:
    return {
        "online": _("Connected"),
        "offline": _("No network: your taps are kept on this phone and sent later."),
        "waiting": _("%(count)s taps wait to be sent"),
        "signed_out": _("You are signed out. What you tapped is kept on this phone."),
        "sign_in": _("Sign in"),
        "not_taken": _("Not taken into the case"),
        "understood": _("I have read this"),
        "needs_note": _("Say in a few words what was found and done."),
        "needs_reason": _("Say why you give it back, so that the dispatcher knows whom to send."),
        "needs_photo": _("Take a photo of what was mended: this kind of incident is closed only with one."),
        "photo_failed": _("This picture could not be read. Take another one."),
        "photo_kept": _("Photos taken: %(count)s"),
        "store_failed": _("This phone keeps nothing just now (private window or full memory). You need the network."),
        "position_sent": _("Position sent"),
        "position_unknown": _("Your phone did not tell where it is. Allow the place for this page."),
        "late": _("late"),
        "days": _("days"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "map": _("Map of the way. The list below says the same in words."),
        "failed": _("The map could not be read. The way is written below."),
    }
