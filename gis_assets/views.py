"""Cards of parcels and poles for maps, the QR sticker of a pole, and the change of municipality."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gis_assets import access, accuracy, asset_codes, origins, publication, qr, serving, tenancy
from gis_assets.models import Membership, ParcelVersion, UtilityPoleVersion
from gis_assets.requests import TownRequest


@require_GET
def parcel_card(request: TownRequest, code: str) -> HttpResponse:
    """What the public may know of a parcel, each figure with its source."""
    version = access.parcel_by_code(request.municipality, code, on=timezone.localdate())
    _require_served(request, "parcels")
    return render(
        request,
        "gis_assets/parcel_card.html",
        {
            "parcel": version.parcel,
            "version": version,
            "ground": publication.TAX_MAP,
            "sigma_m": accuracy.sigma_m(version.accuracy_class),
            "origin": origins.of_version(version),
            "corners": _corners(version),
        },
    )


@require_GET
def pole_card(request: TownRequest, code: str) -> HttpResponse:
    """What the public may know of a pole; its officers see whose it is."""
    version = _pole(request, code)
    _require_served(request, "poles")
    return render(
        request,
        "gis_assets/pole_card.html",
        {
            "pole": version.pole,
            "version": version,
            "ground": publication.OPEN_DATA,
            "origin": origins.of_version(version),
            "corners": _corners(version),
        },
    )


@require_GET
def pole_qr(request: TownRequest, code: str) -> HttpResponse:
    """The sticker's QR: the address where trouble at this pole is reported."""
    address = settings.PUBLIC_URL + reverse("incidents:pole", args=[_pole(request, code).pole.code])
    return HttpResponse(qr.svg(address), content_type="image/svg+xml")


@require_POST
def choose_municipality(request: TownRequest) -> HttpResponse:
    """Change to another municipality in which this person has a role."""
    roles = Membership.objects.filter(user_id=request.user.pk).select_related("municipality")
    membership = get_object_or_404(roles.filter(municipality__dla_code=request.POST.get("dla_code", ""))[:1])
    request.session[tenancy.SESSION_KEY] = membership.municipality.dla_code
    return HttpResponseRedirect(reverse("home"))


def _require_served(request: TownRequest, layer: str) -> None:
    """What is stopped or withdrawn is shown to officers of the municipality alone."""
    town = request.municipality
    if not access.roles_of(request.user, town) and not (town and serving.is_served(layer, municipality=town)):
        raise Http404(_("This layer is not published now."))


def _corners(version: ParcelVersion | UtilityPoleVersion) -> str:
    """Its rectangle as scripts read it: west,south,east,north in degrees."""
    return ",".join(f"{edge:.6f}" for edge in version.shape_wgs84.extent)


def _pole(request: TownRequest, code: str) -> UtilityPoleVersion:
    try:
        return access.pole_by_code(request.municipality, code, on=timezone.localdate())
    except asset_codes.WrongAssetCode as error:
        raise Http404(_("There is no pole with the code %(code)s.") % {"code": code}) from error
