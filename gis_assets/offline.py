"""Pages that a phone opens without a network: which files their service worker keeps, and under which name."""

import functools
import hashlib
import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

# What every such page needs to start.
PAGE = (
    "town/tokens.css",
    "town/town.css",
    "town/components.css",
    "town/mark.svg",
    "town/asking.js",
    "town/camera.js",
    "town/keeping.js",
    "leaflet/leaflet.css",
    "leaflet/leaflet.js",
    "fonts/sarabun/sarabun-thai-400-normal.woff2",
    "fonts/sarabun/sarabun-latin-400-normal.woff2",
    "fonts/sarabun/sarabun-thai-600-normal.woff2",
    "fonts/sarabun/sarabun-latin-600-normal.woff2",
)
# What draws the town's map on it.
MAP = (
    "town/map.css",
    "town/town.js",
    "town/map.js",
    "town/layers.js",
    "town/legend.js",
    "town/pressed.js",
    "town/seen.js",
    "town/tilecells.js",
    "town/mvt.js",
    "town/cartography.js",
    "town/symbols.js",
    "town/painter.js",
    "town/labels.js",
    "town/pick.js",
    "leaflet/leaflet.extras.js",
)


@functools.cache
def version(files: tuple[str, ...]) -> str:
    """A name for the kept files that changes with any of them."""
    digest = hashlib.sha256()
    for name in files:
        digest.update(Path(str(finders.find(name))).read_bytes())
    return digest.hexdigest()[:16]


def worker(request: HttpRequest, template: str, *, files: tuple[str, ...], **facts: str) -> HttpResponse:
    """The service worker that keeps these files; `facts` are what else its script is told."""
    kept = {"version": version(files), "files": json.dumps([static(name) for name in files])}
    response = render(request, template, facts | kept, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
