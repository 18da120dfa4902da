"""The printed sheet of the public map: the QR code that leads from the paper back to what it shows."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from gis_assets import qr
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest

# Beyond this a code of 24 mm has points too fine for a phone's camera.
MOST_LETTERS = 500


class NoLinkOfTheMap(Refusal):
    """The link leads elsewhere than to the map, or is too long to be read from paper."""


@require_safe
def link_qr(request: TownRequest) -> HttpResponse:
    """`?link=` of the map, from its first stroke on, as a QR code; never the address of another site."""
    try:
        return HttpResponse(qr.svg(_address(request)), content_type="image/svg+xml")
    except NoLinkOfTheMap as refusal:
        return HttpResponse(str(refusal), status=400, content_type="text/plain; charset=utf-8")


def _address(request: TownRequest) -> str:
    """Raises NoLinkOfTheMap."""
    link, page = request.GET.get("link", ""), reverse("opendata:map")
    if link.startswith((f"{page}?", f"{page}#")) and link.isascii() and len(link) <= MOST_LETTERS:
        return request.build_absolute_uri(page) + link.removeprefix(page)
    sentence = gettext("A code is made for links of the map only, of at most %(most)s letters. Print the map anew.")
    raise NoLinkOfTheMap(sentence % {"most": MOST_LETTERS})
