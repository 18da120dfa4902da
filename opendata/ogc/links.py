"""Links of the API's documents: every address is made here."""

import functools
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext

GEOJSON = "application/geo+json"
JSONFG = "application/vnd.ogc.fg+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
JSON, HTML = "application/json", "text/html"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
OGC_SCHEMA = "http://www.opengis.net/def/rel/ogc/1.0/schema"
TILES = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
CONFORMANCE = "http://www.opengis.net/def/rel/ogc/1.0/conformance"

Link = dict[str, str]


def root(request: HttpRequest) -> str:
    """The API's own address, without a slash at its end."""
    return f"{_host(request)}{_landing(get_script_prefix())}".rstrip("/")


def _host(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@functools.lru_cache(8)
def _landing(_below: str) -> str:
    """The entrance's path; it is part of every answer, and below one prefix always the same."""
    return reverse("ogc:landing")


def link(href: str, rel: str, media_type: str, title: str) -> Link:
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def asked_as(request: HttpRequest, **changed: str) -> str:
    """The address that was asked, with these parameters instead."""
    query = urlencode(parameters(request) | changed)
    return f"{_host(request)}{escape_uri_path(request.path)}" + (f"?{query}" if query else "")


def parameters(request: HttpRequest) -> dict[str, str]:
    """What was asked, by name; each stands once."""
    return {name: str(value) for name, value in request.GET.items()}


def self_and_twin(request: HttpRequest, media_type: str) -> list[Link]:
    """The document itself and its HTML."""
    return [
        link(f"{_host(request)}{request.get_full_path()}", "self", media_type, gettext("This document")),
        link(asked_as(request, f="html"), "alternate", HTML, gettext("This document as a page")),
    ]


def of_features(request: HttpRequest, form: str) -> list[Link]:
    """The document itself first, then its twins in the other forms; a page is told of as the GeoJSON it shows."""
    forms = {
        "json": (GEOJSON, gettext("This document as GeoJSON")),
        "jsonfg": (JSONFG, gettext("This document as JSON-FG")),
    }
    media_type, _title = forms.get(form, forms["json"])
    twins = [
        link(asked_as(request, f=name), "alternate", kind, title)
        for name, (kind, title) in forms.items()
        if kind != media_type
    ]
    return [*self_and_twin(request, media_type), *twins]
