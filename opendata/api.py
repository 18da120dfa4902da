"""The public search for machines and for the map's search box."""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from opendata import search

router = Router(tags=["open data"])


class Found(Schema):
    """A thing or a place: its code or name, and what tells it from others."""

    kind: Literal["parcel", "pole", "sheet", "road", "place", "coordinates"]
    code: str
    bbox: tuple[float, float, float, float]
    title: str = ""


class SearchResult(Schema):
    """What the search found, best first; `bbox` is west, south, east, north in degrees."""

    q: str
    results: list[Found]


@router.get("/search", response=SearchResult, summary="Find parcels, poles, sheets, roads, places and coordinates")
def find(request: HttpRequest, q: Annotated[str, Query(max_length=80)]) -> SearchResult:
    municipality = getattr(request, "municipality", None)
    hits = search.find(municipality, q, on=timezone.localdate()) if municipality else []
    return SearchResult(q=q, results=[Found(**hit._asdict()) for hit in hits])
