"""`/catalog.ttl`, `.rdf`, `.jsonld`: the catalogue for harvesters of linked data by pages; and one data set alone."""

import hashlib
import math
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from rdflib import Graph

from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from opendata import datasets, distributions, layers
from opendata.datasets import Entry
from opendata.dcat import graph as dcat
from opendata.views import in_a_town

ON_A_PAGE = 100
FORMS = {
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "rdf": ("pretty-xml", "application/rdf+xml; charset=utf-8"),
    "xml": ("pretty-xml", "application/rdf+xml; charset=utf-8"),
    "jsonld": ("json-ld", "application/ld+json"),
}
MOST_PAGES = 10_000


class WrongQuestion(Refusal):
    """A page or an instant that is none."""


@require_safe
@in_a_town
def catalogue(request: TownRequest, form: str) -> HttpResponseBase:
    """A page of the catalogue, of all data sets or of those that changed since `?modified_since=`."""
    try:
        page, since = _page(request.GET.get("page", "1")), _instant(request.GET.get("modified_since"))
    except WrongQuestion as refusal:
        return JsonResponse({"detail": str(refusal)}, status=400, json_dumps_params={"ensure_ascii": False})
    every = [
        entry
        for entry in datasets.published(request.municipality, at=timezone.now())
        if entry.values.get("allow_harvest") == "True" and (since is None or _changed_at(entry, request) >= since)
    ]
    graph = dcat.of_catalogue(
        every[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        municipality=request.municipality,
        base=request.build_absolute_uri("/"),
        address=request.build_absolute_uri(reverse("opendata:catalogue_rdf", args=[form])),
        page=page,
        pages=max(1, math.ceil(len(every) / ON_A_PAGE)),
        total=len(every),
    )
    return _written(request, graph, form)


@require_safe
@in_a_town
def dataset(request: TownRequest, name: str, form: str) -> HttpResponseBase:
    """One data set."""
    try:
        entry = datasets.entry(name, municipality=request.municipality, at=timezone.now())
    except layers.UnknownLayer as refusal:
        return JsonResponse({"detail": str(refusal)}, status=404, json_dumps_params={"ensure_ascii": False})
    base = request.build_absolute_uri("/")
    return _written(request, dcat.of_dataset(entry, municipality=request.municipality, base=base), form)


def _written(request: HttpRequest, graph: Graph, form: str) -> HttpResponse:
    writer, content_type = FORMS[form]
    options: dict[str, Any] = {"auto_compact": True} if form == "jsonld" else {}
    text = graph.serialize(format=writer, encoding="utf-8", **options)
    etag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    return HttpResponse(text, content_type=content_type, headers={"ETag": etag})


def _changed_at(entry: Entry, request: TownRequest) -> datetime:
    described_at = entry.version.made_at
    return distributions.changed_at(entry.layer, municipality=request.municipality, described_at=described_at)


def _page(text: str) -> int:
    if not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= MOST_PAGES:
        raise WrongQuestion(gettext("“%(text)s” is no page. Pages are numbered from 1.") % {"text": text[:40]})
    return int(text)


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        found = parse_datetime(text.replace(" ", "+"))
        if found is None and (day := parse_date(text)):
            found = datetime(day.year, day.month, day.day, tzinfo=UTC)
    except ValueError:
        found = None
    if found is None:
        sentence = gettext("“%(text)s” is no instant. Write it like 2026-11-22T00:00:00Z.")
        raise WrongQuestion(sentence % {"text": text[:40]})
    return found if found.tzinfo else found.replace(tzinfo=UTC)
