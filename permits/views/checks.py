"""The live check: a plan on its way comes in, what the ground says of it goes out."""

from datetime import date
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import access, limits, wording
from permits.ground import checking, findings, pace, typed
from permits.ground.checking import Asked, Looked

NOT_READ, TOO_MANY = 400, 429


@never_cache
@require_POST
def live(request: TownRequest, secret: str) -> HttpResponse:
    """Check the plan of an owner's link as it is drawn just now; nothing is stored."""
    petition = access.petition_by_secret(request.municipality, secret)
    now = timezone.now()
    on = timezone.localdate(now)
    try:
        pace.may_check(petition.pk, at=now)
        asked = typed.read(request.body, petition=petition, on=on)
    except pace.TooFast as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=TOO_MANY)
    except Refusal as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=NOT_READ)
    told = _answer(request, asked, checking.look(asked, municipality=request.municipality, on=on), on=on)
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})  # half as long in Thai


def _answer(request: TownRequest, asked: Asked, looked: Looked, *, on: date) -> dict[str, Any]:
    own = request.municipality.settings.get(limits.SETTING)
    track = findings.track_as_json(looked.track)
    return {
        "findings": [wording.told(finding, on=on, own=own) for finding in looked.as_json()],
        "track": wording.told_track(track, service=asked.service, on=on, own=own),
        "worst": looked.worst.value,
        "took_ms": looked.took_ms,
        "move": looked.move,
    }
