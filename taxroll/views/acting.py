"""What the pages of the tax office share: who may see them, how an act or its refusal is told, how a paper goes out."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.utils import timezone

from gis_assets import units
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll.law import library

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


def carry_out(form: BaseForm, act: Callable[[], object]) -> bool:
    """Do it when the form is filled in well; a refusal stands in the form, which keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def year_or_404(tax_year_be: int) -> None:
    """Years without law have no pages."""
    if tax_year_be not in library.years():
        raise Http404


def this_year() -> int:
    """The tax year of today that has law; the last one when the law files end before."""
    return min(units.year_be(timezone.localdate().year), library.years()[-1])


def paper(document: bytes, number: str) -> HttpResponse:
    name = number.replace("/", "-")
    return HttpResponse(document, content_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
