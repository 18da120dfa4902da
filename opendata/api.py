"""The public search for machines and for the map's search box.

So many searches are answered at once, each within a bounded time; whoever comes beyond that asks again.
"""

from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Query, Router, Schema, Status

from gis_assets import access
from gis_assets.requests import TownRequest
from opendata import pacing, search

router = Router(tags=["open data"])


class Found(Schema):
    """A thing or a place: its code or name, and what tells it from others.

    `layer` and `id` name a feature that bears the name, where there is one.
    """

    kind: Literal["parcel", "pole", "grid", "sheet", "address", "road", "place", "coordinates"]
    code: str
    bbox: tuple[float, float, float, float]
    title: str = ""
    layer: str = ""
    id: str = ""


class SearchResult(Schema):
    """What the search found, best first; `bbox` is west, south, east, north in degrees, `note` a sentence about it."""

    q: str
    results: list[Found]
    note: str = ""


class Busy(Schema):
    """Why there is no answer now."""

    detail: str


@router.get(
    "/search",
    response={200: SearchResult, 503: Busy},
    summary="Find parcels, poles, sheets, roads, addresses, places and coordinates",
)
def find(request: HttpRequest, response: HttpResponse, q: Annotated[str, Query(max_length=80)]) -> Any:
    town = cast(TownRequest, request)
    if getattr(town, "municipality", None) is None:
        return SearchResult(q=q, results=[])
    try:
        with pacing.turn():
            found = search.find(
                town.municipality, q, on=timezone.localdate(), is_officer=access.has_role(town, *search.OFFICERS)
            )
    except pacing.Busy as refusal:
        response["Retry-After"] = pacing.AGAIN_S
        return Status(503, Busy(detail=str(refusal)))
    # What an officer finds is nobody else's: no cache on the way keeps it.
    response["Cache-Control"] = "no-store"
    return SearchResult(q=q, results=[Found(**hit._asdict()) for hit in found.hits], note=note(found))


def note(found: search.Found) -> str:
    """What is to be said beside the results."""
    if not found.hides_numbers:
        return ""
    return gettext("House numbers are not open to everybody. What bears the name of the road is shown instead.")
