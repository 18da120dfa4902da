"""A look into a data set alone, to stand in a frame of any other site: the one page of ours that may."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from gis_assets.requests import TownRequest
from opendata import usage
from opendata.catalogue import pages, previews
from opendata.views import in_a_town

# What the frame may do: our own scripts and pictures only, no forms; anybody may frame it.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: https:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
    )
)


@require_safe
@xframe_options_exempt
@in_a_town
def embedded(request: TownRequest, name: str) -> HttpResponseBase:
    """The look that the address names, with its source and nothing else. No cookie is set."""
    entry = pages.entry_or_404(request, name)
    today = timezone.localdate()
    seen = previews.of(entry.layer, request, today=today)
    if request.method == "GET":
        usage.count(entry.name, municipality=request.municipality, what="views", on=today)
    facts = {"entry": entry, "preview": seen, "is_embedded": True}
    answer: HttpResponse = render(request, "opendata/embed.html", facts, status=400 if seen.refusal else 200)
    answer["Content-Security-Policy"] = POLICY
    return answer
