"""What open pages follow: the door of the stream, and the same by asking where no stream gets through."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from incidents.live import changes as told
from incidents.live import looks, reading, streaming


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def stream(request: TownRequest) -> HttpResponse:
    """The door of the stream: who gets through it is carried on by the server (see `incidents.live.streaming`)."""
    return HttpResponse(headers={streaming.TOWN: str(request.municipality.pk)})


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def changes(request: TownRequest) -> HttpResponse:
    """What changed since a look, for a page without a stream."""
    seen = reading.since(request.municipality, look=looks.read(request.GET.get("since", "")))
    return JsonResponse({"changes": told.as_facts(seen.changes), "upto": seen.upto, "is_whole": seen.is_whole})
