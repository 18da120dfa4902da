"""What all doors for a report share: a photo of bounded size, the place from a pole's code, and one domain call."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import tries, uploading
from gis_assets import access as register
from gis_assets import asset_codes
from gis_assets.models import Municipality, UtilityPoleVersion
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, holding, photos
from incidents.forms import ReportForm
from incidents.models import Channel, HeldReport, Report


class UnknownPole(Refusal):
    """The town knows no such pole, and no place was told beside its code."""


accepting_photo = uploading.bounded(lambda: photos.MAX_BYTES)
"""A view whose form may carry a file: one that is too large passes by unkept and the fields still arrive.

A body beyond all photos is refused by its length (`config.asgi` leaves it unread).
"""


def submit(request: TownRequest, form: ReportForm, *, pole: UtilityPoleVersion | None) -> Report | HeldReport:
    """Send a valid form of the public into the walk; raises the refusals of `holding.submit` and of `photos`."""
    told = form.cleaned_data
    return holding.submit(
        request.municipality,
        kind=told["kind"],
        key=told["key"],
        channel=Channel.QR if pole else Channel.WEB,
        at=timezone.now(),
        pole=pole,
        point=form.point(),
        words=told["words"],
        phone=told["phone"],
        email=told["email"],
        webhook=told["webhook"],
        sender=tries.sender_of(request),
        device=told["device"],
        joins=access.open_incident(request.municipality, told["joins"]),
        photo=developed(request, form),
    )


def developed(request: HttpRequest, form: ReportForm) -> photos.Developed | None:
    """The photo of the form drawn anew, if there is one; raises PhotoTooLarge also for one that was not kept."""
    return _drawn(request, form.cleaned_data["photo"])


def photo_sent(request: HttpRequest) -> photos.Developed | None:
    """The file called `photo` of what was sent, drawn anew; raises as `developed`."""
    return _drawn(request, request.FILES.get("photo"))


def _drawn(request: HttpRequest, file: Any) -> photos.Developed | None:
    if uploading.was_stopped(request):
        raise photos.too_large()
    return photos.develop(file) if file else None


def refuse(form: ReportForm, refusal: Refusal) -> None:
    """Say a refusal at the field it is about; a file cannot be kept by a form, so one must be chosen again."""
    is_photo = isinstance(refusal, (photos.PhotoTooLarge, photos.NotAPhoto, photos.PhotoDamaged, photos.TooManyPhotos))
    form.add_error("photo" if is_photo else None, str(refusal))


def pole_named(municipality: Municipality, code: str, *, has_place: bool) -> UtilityPoleVersion | None:
    """The pole whose code a phone read without a network; raises UnknownPole where nothing else says the place."""
    if not code:
        return None
    try:
        return register.pole_by_code(municipality, code, on=timezone.localdate())
    except (asset_codes.WrongAssetCode, Http404) as error:
        if has_place:
            return None
        raise UnknownPole(
            _("We do not know the pole “%(code)s”. Compare its signs, or mark the place on the map.") % {"code": code}
        ) from error
