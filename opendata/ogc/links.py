"""Links of the API's documents: every address is made here."""

import functools
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language, gettext

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
    return _below(_host(request))


def _below(host: str) -> str:
    return f"{host}{_landing(get_script_prefix())}".rstrip("/")


def _host(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@functools.lru_cache(8)
def _landing(_below: str) -> str:
    """The entrance's path; it is part of every answer, and below one prefix always the same."""
    return reverse("ogc:landing")


def link(href: str, rel: str, media_type: str, title: str) -> Link:
    return {"href": href, "rel": rel, "type": media_type, "title": title}


class Here:
    """The address that was asked, which most links of its answer repeat with other parameters."""

    def __init__(self, request: HttpRequest) -> None:
        self._host = _host(request)
        self._path = escape_uri_path(request.path)
        self._asked = request.get_full_path() if request.META.get("QUERY_STRING") else self._path
        self._parameters = parameters(request)

    @property
    def root(self) -> str:
        """The API's own address."""
        return _below(self._host)

    @property
    def itself(self) -> str:
        return f"{self._host}{self._asked}"

    def but(self, **changed: str) -> str:
        """With these parameters instead."""
        query = _query(tuple((self._parameters | changed).items()))
        return f"{self._host}{self._path}" + (f"?{query}" if query else "")


@functools.lru_cache(1000)
def _query(pairs: tuple[tuple[str, str], ...]) -> str:
    """Kept, since most ask alike."""
    return urlencode(pairs)


def asked_as(request: HttpRequest, **changed: str) -> str:
    """The address that was asked, with these parameters instead."""
    return Here(request).but(**changed)


def parameters(request: HttpRequest) -> dict[str, str]:
    """What was asked, by name; each stands once."""
    return {name: str(value) for name, value in request.GET.items()}


def self_and_twin(request: HttpRequest, media_type: str) -> list[Link]:
    """The document itself and its HTML."""
    return _self_and_twin(Here(request), media_type, _words(get_language()))


def of_features(here: Here, form: str) -> list[Link]:
    """The document itself first, then its twins in the other forms; a page is told of as the GeoJSON it shows."""
    words = _words(get_language())
    forms = {"json": (GEOJSON, words.geojson), "jsonfg": (JSONFG, words.jsonfg)}
    media_type, _title = forms.get(form, forms["json"])
    twins = [
        link(here.but(f=name), "alternate", kind, title) for name, (kind, title) in forms.items() if kind != media_type
    ]
    return [*_self_and_twin(here, media_type, words), *twins]


def _self_and_twin(here: Here, media_type: str, words: "_Words") -> list[Link]:
    return [
        link(here.itself, "self", media_type, words.itself),
        link(here.but(f="html"), "alternate", HTML, words.page),
    ]


class _Words(NamedTuple):
    """Titles of links that stand in every answer."""

    itself: str
    page: str
    geojson: str
    jsonfg: str


@functools.lru_cache(8)
def _words(_language: str | None) -> _Words:
    """Kept by language."""
    return _Words(
        gettext("This document"),
        gettext("This document as a page"),
        gettext("This document as GeoJSON"),
        gettext("This document as JSON-FG"),
    )
