"""What the pages of the tax office share: who may see them, how an act or its refusal is told, how a paper goes out."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse

from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest

TAX_ROLES = (Role.TAX_OFFICER, Role.HEAD_OF_REVENUE)
PDF = "application/pdf"


def attempt(request: TownRequest, act: Callable[[], object]) -> bool:
    """Do it, or say the refusal in its own words."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def paper(document: bytes, number: str) -> HttpResponse:
    name = number.replace("/", "-")
    return HttpResponse(document, content_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
