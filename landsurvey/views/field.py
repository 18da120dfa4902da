"""The page for the phone and what it asks of the server: areas to carry along, and visits and photos that land.

The page itself holds nothing personal, for the phone keeps it: who is signed in is asked for when there is a network.
"""

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from gis_assets import offline
from gis_assets.access import role_required
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, wording
from landsurvey.field import campaignfigures, fieldwords, fieldwork
from landsurvey.formats import photo as photos
from landsurvey.formats import visit as visits
from landsurvey.models import Campaign, CampaignStatus, Visit
from landsurvey.views.uploads import SURVEY_ROLES
from landsurvey.words import FileRefused

_MOST_BYTES = 200_000
_MOST_ASKED = 200
# Everything the page needs to start without a network; it is kept on the phone under a name made of its content.
SHELL = (
    *offline.PAGE,
    "landsurvey/field/field.css",
    "town/pressed.js",
    "landsurvey/field/field.js",
    "landsurvey/field/fieldmap.js",
    "landsurvey/field/form.js",
    "landsurvey/field/position.js",
    "landsurvey/field/store.js",
    "landsurvey/field/sync.js",
)


@role_required(*SURVEY_ROLES)
@require_GET
@never_cache
def page(request: TownRequest) -> HttpResponse:
    """The page for the phone; it fills itself from what the phone keeps."""
    return render(request, "landsurvey/field.html", {"facts": _facts(), "version": offline.version(SHELL)})


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: which files the phone keeps, under which name. Open to all: it says nothing of anybody."""
    return offline.worker(request, "landsurvey/field_worker.js", files=SHELL, page=reverse("landsurvey:field"))


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What the phone needs to keep the page among its apps."""
    facts = {
        "name": _("Survey in the field"),
        "short_name": _("Survey"),
        "lang": get_language() or "th",
        "start_url": reverse("landsurvey:field"),
        "scope": reverse("landsurvey:field"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#17495c",
        "icons": [{"src": static("town/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@role_required(*SURVEY_ROLES)
@require_GET
@never_cache
def session(request: TownRequest) -> JsonResponse:
    """Who is signed in, for which municipality, and the token with which visits are sent."""
    user = request.user
    return JsonResponse(
        {
            "user": user.pk,
            "name": user.get_full_name() or user.get_username(),
            "municipality": request.municipality.dla_code,
            "token": get_token(request),
        }
    )


@role_required(*SURVEY_ROLES)
@require_GET
@never_cache
def open_campaigns(request: TownRequest) -> JsonResponse:
    """The campaigns under way, with the blocks from which an area to carry along is chosen."""
    on = timezone.localdate()
    under_way = Campaign.objects.filter(municipality=request.municipality, status=CampaignStatus.OPEN)
    return JsonResponse({"campaigns": [_offered(campaign, on) for campaign in under_way.order_by("-created_at")[:20]]})


def _offered(campaign: Campaign, on: Any) -> dict[str, Any]:
    progress = campaignfigures.shown(campaign, on=on, at=timezone.now()).progress
    blocks = [
        {"block": block, "parcels": count.parcels, "done": count.done}
        for block, count in sorted(progress.blocks.items())
        if block
    ]
    parcels, done = progress.total.parcels, progress.total.done
    return {"uid": str(campaign.uid), "title": campaign.title, "parcels": parcels, "done": done, "blocks": blocks}


@role_required(*SURVEY_ROLES)
@require_GET
@never_cache
@gzip_page
def area(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Parcels, house numbers and roads of the chosen blocks, to be kept on the phone."""
    campaign = access.campaign_by_uid(request.municipality, uid)
    try:
        text = fieldwork.area_json(campaign, blocks=request.GET.getlist("block"), on=timezone.localdate())
    except Refusal as refusal:
        return _refused(refusal)
    return HttpResponse(text, content_type="application/json")


@role_required(*SURVEY_ROLES)
@require_POST
def send_visit(request: TownRequest) -> JsonResponse:
    """A visit lands, or is refused with the reason; the same visit may be sent as often as it takes."""
    content = request.read(_MOST_BYTES + 1)
    try:
        noted = visits.read(_object(content))
        visit = fieldwork.record(noted, municipality=request.municipality, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse(_confirmation(visit))


def _object(content: bytes) -> dict[str, Any]:
    """The JSON object that was sent; anything else has none of the fields that a visit needs."""
    try:
        read = json.loads(content) if len(content) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        read = None
    return read if isinstance(read, dict) else {}


@role_required(*SURVEY_ROLES)
@require_POST
def send_photo(request: TownRequest, client_uid: uuid.UUID, photo_uid: uuid.UUID) -> JsonResponse:
    """A photo of the person's own visit lands; its body is the JPEG and nothing else."""
    visit = access.own_visit(request.municipality, request.user, client_uid)
    content = request.read(photos.MAX_BYTES + 1)
    try:
        fieldwork.add_photo(visit, client_uid=photo_uid, content=content, name=str(photo_uid)[:8], at=timezone.now())
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse(_confirmation(visit))


@role_required(*SURVEY_ROLES)
@require_GET
@never_cache
def landed(request: TownRequest) -> JsonResponse:
    """Which of the asked visits and photos stand in the database: read anew, not repeated from what was answered."""
    try:
        asked = [uuid.UUID(text) for text in request.GET.getlist("uid")[:_MOST_ASKED]]
    except ValueError:
        return JsonResponse({"visits": []}, status=400)
    found = fieldwork.landed(request.municipality, by=request.user, client_uids=asked)
    return JsonResponse({"visits": [_confirmation(visit) for visit in found]})


def _confirmation(visit: Visit) -> dict[str, Any]:
    return {
        "client_uid": str(visit.client_uid),
        "confirmation": str(visit.uid),
        "received_at": visit.received_at.isoformat(),
        "photos": [str(photo.client_uid) for photo in visit.photos.all()],
        "others": Visit.objects.filter(parcel_id=visit.parcel_id).exclude(pk=visit.pk).count(),
    }


def _refused(refusal: Refusal) -> JsonResponse:
    words = wording.translated(refusal.words) if isinstance(refusal, FileRefused) else str(refusal)
    later = isinstance(refusal, fieldwork.TooManyAtOnce)
    return JsonResponse({"refusal": words}, status=429 if later else 422)


def _facts() -> dict[str, Any]:
    """Addresses and words for the script."""
    none = uuid.UUID(int=0)
    return {
        "urls": {
            "session": reverse("landsurvey:field_session"),
            "campaigns": reverse("landsurvey:field_campaigns"),
            "area": reverse("landsurvey:field_area", args=[none]),
            "visits": reverse("landsurvey:field_visits"),
            "photo": reverse("landsurvey:field_photo", args=[none, uuid.UUID(int=1)]),
            "landed": reverse("landsurvey:field_landed"),
            "worker": reverse("landsurvey:field_worker"),
            "login": f"{reverse('login')}?next={reverse('landsurvey:field')}",
        },
        "words": fieldwords.words(),
        "language": get_language() or "th",
        "photos_most": fieldwork.MAX_PHOTOS,
    }
