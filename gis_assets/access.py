"""The first lock: the only door through which an object reaches a view."""

import functools
from collections.abc import Callable
from datetime import date
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from gis_assets import asset_codes, prepared
from gis_assets.models import (
    Municipality,
    ParcelVersion,
    Role,
    UtilityPoleVersion,
)
from gis_assets.requests import TownRequest

View = Callable[..., HttpResponseBase]


def roles_of(user: Any, municipality: Municipality | None) -> frozenset[str]:
    """The roles a person has in that municipality; none for the public."""
    if municipality is None or not user.is_authenticated:
        return frozenset()
    asked = {"person": user.pk, "municipality": municipality.pk}
    return frozenset(role for (role,) in prepared.fetched("gis_assets", "roles_here", asked))


def roles_of_request(request: HttpRequest) -> dict[str, Any]:
    """For templates: `roles`, those of this person here, and `municipality`."""
    municipality = getattr(request, "municipality", None)
    return {
        "municipality": municipality,
        "roles": _roles(cast(TownRequest, request)) if municipality else frozenset(),
    }


def has_role(request: TownRequest, *roles: Role) -> bool:
    """Whether this person has one of the roles here; an administrator has every role."""
    return bool(_roles(request) & {*roles, Role.ADMINISTRATOR})


def other_municipalities(request: TownRequest) -> list[Municipality]:
    """Where else this person has a role."""
    elsewhere = Municipality.objects.filter(memberships__user=request.user).exclude(pk=request.municipality.pk)
    return list(elsewhere.distinct().order_by("name_th"))


def require_role(request: TownRequest, *roles: Role) -> None:
    if not has_role(request, *roles):
        raise PermissionDenied


def role_required(*roles: Role) -> Callable[[View], View]:
    """A view only for these roles: strangers are sent to sign in, officers without the role are refused."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: TownRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_goes_on_at(request))
            require_role(request, *roles)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _goes_on_at(request: TownRequest) -> str:
    """Where whoever signs in goes on: this page; for a form that was sent signed out, the page on which it stood."""
    before = urlsplit(request.headers.get("Referer", ""))
    if request.method in ("GET", "HEAD") or before.netloc != request.get_host():
        return request.get_full_path()
    return urlunsplit(("", "", before.path, before.query, ""))


def parcel_by_code(municipality: Municipality, code: str, *, on: date) -> ParcelVersion:
    """The parcel that carries this code on that day; where several do, as real files have it, the first registered."""
    versions = ParcelVersion.objects.of(municipality).as_of(on).filter(code=code)
    return get_object_or_404(versions.select_related("parcel", "source").order_by("pk")[:1])


def pole_by_code(municipality: Municipality, code: str, *, on: date) -> UtilityPoleVersion:
    """The pole with this sticker: 404 for an unknown code, `asset_codes.WrongAssetCode` for what cannot be one."""
    versions = UtilityPoleVersion.objects.of(municipality).as_of(on).filter(pole__code=asset_codes.normalise(code))
    return get_object_or_404(versions.select_related("pole", "feeder", "transformer", "source"))


def _roles(request: TownRequest) -> frozenset[str]:
    """Asked of the database once a request, where they were not found with the person (`gis_assets.tenancy`)."""
    if not hasattr(request, "_town_roles"):
        request._town_roles = roles_of(request.user, request.municipality)  # type: ignore[attr-defined]  # kept for this request
    return cast(frozenset[str], request._town_roles)  # type: ignore[attr-defined]
