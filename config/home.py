"""Where each role begins: the header's main places, the home page of cards, and the municipality's colour.

What is to be done next stands in fragments that the apps serve themselves; here they are only named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gis_assets import access
from gis_assets.models import Role
from gis_assets.requests import TownRequest

DEFAULT_ACCENT = "#17495c"
SURVEY = (Role.SURVEYOR, Role.SURVEY_REVIEWER)
TAX = (Role.TAX_OFFICER, Role.HEAD_OF_REVENUE)
TROUBLE = (Role.DISPATCHER, Role.RESPONDER)
PERMITS = (Role.PERMIT_OFFICER, Role.LOCAL_OFFICIAL)
MEASURED = (Role.DISPATCHER, *SURVEY, *TAX, *PERMITS, Role.HEAD_OF_ENGINEERING)


@dataclass(frozen=True)
class Place:
    """A page or fragment by its URL name; without roles it is open to everybody."""

    view: str
    name: str | Promise
    roles: tuple[Role, ...] = ()


PLACES = (
    Place("opendata:map", _("Map")),
    Place("incidents:place", _("Report trouble")),
    Place("permits:front", _("One-stop service")),
    Place("taxroll:owner", _("My tax")),
    Place("opendata:catalogue", _("Open data")),
    Place("home", _("Your work"), tuple(Role)),
    Place("landsurvey:uploads", _("Land survey"), SURVEY),
    Place("taxroll:rolls", _("Tax"), TAX),
    Place("taxroll:bag", _("Notices to deliver"), (Role.NOTICE_DELIVERER,)),
    Place("incidents:board", _("Incidents"), (Role.DISPATCHER,)),
    Place("incidents:mine", _("My tasks"), (Role.RESPONDER,)),
    Place("permits:desk", _("Petitions"), (*PERMITS, Role.HEAD_OF_ENGINEERING)),
    Place("casework:kpi", _("Service times"), MEASURED),
)
CARDS = (
    Place("landsurvey:next", _("Land survey"), SURVEY),
    Place("taxroll:next", _("Land and building tax"), TAX),
    Place("incidents:next", _("Incidents"), TROUBLE),
    Place("permits:next", _("One-stop service"), (*PERMITS, Role.HEAD_OF_ENGINEERING)),
    Place("opendata:next", _("Open data"), (Role.DATA_PUBLISHER,)),
    Place("outbox:next", _("Messages sent out"), (Role.ADMINISTRATOR,)),
)


def places(request: HttpRequest) -> dict[str, Any]:
    """For templates: the header's `places`, those this person may enter."""
    if getattr(request, "municipality", None) is None:
        return {"places": []}
    links = [_link(place) for place in _open_to(cast(TownRequest, request), PLACES)]
    here = max((link["url"] for link in links if _holds(link["url"], request.path)), key=len, default="")
    return {"places": [link | {"is_current": link["url"] == here} for link in links]}


@login_required
@require_safe
def home(request: TownRequest) -> HttpResponse:
    """The cards of this person's roles, each filled by the app that knows what is next."""
    cards = [{"title": card.name, "url": reverse(card.view)} for card in _open_to(request, CARDS)]
    roles = access.roles_of(request.user, request.municipality)
    names = [role.label for role in Role if role in roles]
    elsewhere = access.other_municipalities(request)
    return render(request, "home.html", {"cards": cards, "role_names": names, "elsewhere": elsewhere})


@require_safe
@cache_control(private=True, max_age=300)
def accent(request: HttpRequest) -> HttpResponse:
    """The one colour a municipality chooses, as a style sheet of one line."""
    municipality = getattr(request, "municipality", None)
    asked = str(municipality.settings.get("accent", "")) if municipality else ""
    colour = asked if re.fullmatch(r"#[0-9a-fA-F]{6}", asked) else DEFAULT_ACCENT
    return HttpResponse(f":root {{ --accent: {colour}; }}\n", content_type="text/css; charset=utf-8")


def _open_to(request: TownRequest, asked: tuple[Place, ...]) -> Iterator[Place]:
    return (place for place in asked if not place.roles or access.has_role(request, *place.roles))


def _link(place: Place) -> dict[str, Any]:
    return {"name": place.name, "url": reverse(place.view)}


def _holds(url: str, path: str) -> bool:
    """Whether a page lies below a place; below the map's own address lies only the map."""
    return path == url or (url != "/" and path.startswith(url))
