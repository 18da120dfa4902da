"""The list of holidays: who may see figures sees it, heads and administrators change it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from casework import access, calendars, holiday_list
from casework.forms import HolidayForm
from casework.models import Holiday
from casework.models.types import in_readers_language
from gis_assets import units
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest

BAD_REQUEST = 400


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holidays_page(request: TownRequest) -> HttpResponse:
    """The holidays of `?year=` (B.E.) with everything that was changed; a post adds a day."""
    access.scope_of(request)
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and _may_change(request) and form.is_valid() and _add(request, form):
        return redirect(_address(form.cleaned_data["on"].year))
    year = _year(request)
    listed = Holiday.objects.filter(municipality=request.municipality, on__year=year)
    source = holiday_list.source()
    facts = {
        "year": year,
        "year_be": units.year_be(year),
        "years": [(units.year_be(near), _address(near)) for near in (year - 1, year, year + 1)],
        "holidays": listed.filter(withdrawn_at=None),
        "history": listed.select_related("recorded_by", "withdrawn_by").order_by("recorded_at", "on"),
        "sessions": calendars.office_hours(request.municipality).sessions,
        "may_change": access.may_change_holidays(request),
        "form": form,
        "source": in_readers_language(source["cite_th"], source["cite"]),
        "doubt": in_readers_language(source["doubt_th"], source["doubt"]),
    }
    return render(request, "casework/holidays.html", facts, status=BAD_REQUEST if request.method == "POST" else None)


@login_required
@require_POST
def propose(request: TownRequest) -> HttpResponse:
    """Put the proposed days of a year on the list."""
    _may_change(request)
    year = _year(request)
    try:
        made = holiday_list.adopt(request.municipality, year=year, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(count)s day was put on the list.", "%(count)s days were put on the list.", len(made))
        messages.success(request, said % {"count": len(made)})
    return redirect(_address(year))


@login_required
@require_POST
def withdraw(request: TownRequest, holiday_id: int) -> HttpResponse:
    """Take a day off the list."""
    _may_change(request)
    holiday = access.holiday_by_id(request.municipality, holiday_id)
    try:
        holiday_list.withdraw(holiday, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The day was taken off the list; the office works on it."))
    return redirect(_address(holiday.on.year))


def _may_change(request: TownRequest) -> bool:
    if not access.may_change_holidays(request):
        raise PermissionDenied
    return True


def _add(request: TownRequest, form: HolidayForm) -> bool:
    try:
        holiday_list.add(request.municipality, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("on", str(refusal))
        return False
    messages.success(request, _("The day was put on the list."))
    return True


def _year(request: TownRequest) -> int:
    """The common year of the Buddhist one in the address, else this one."""
    asked = request.GET.get("year", request.POST.get("year", ""))
    if asked.isdecimal() and len(asked) == len("2569") and int(asked) > units.BUDDHIST_ERA:
        return int(asked) - units.BUDDHIST_ERA
    return timezone.localdate().year


def _address(year: int) -> str:
    return f"{reverse('casework:holidays')}?year={units.year_be(year)}"
