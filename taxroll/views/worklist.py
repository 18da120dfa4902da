"""The work list: what blocks the year's roll on the map, mended in place and in bulk, and the search for a property."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access, mending, paging, undoing, worklist
from taxroll.forms import worklist as forms
from taxroll.forms.worklist import MendForm, PropertySearchForm
from taxroll.law import book
from taxroll.mending import Edit
from taxroll.views import acting
from taxroll.worklist import Remedy, Worklist


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def this_year(request: TownRequest) -> HttpResponse:
    """The list of the running tax year; the last one that has law, until the next year's is on file."""
    return redirect("taxroll:worklist", tax_year_be=acting.this_year())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def page(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """The map with its panel; POST searches, so that names stay out of addresses."""
    listed = _read(request, tax_year_be)
    search = PropertySearchForm(request.POST or None)
    facts: dict[str, Any] = {"search": search, **_group_facts(listed, request.GET)}
    if search.is_valid() and any(search.cleaned_data.values()):
        found = worklist.search(
            municipality=request.municipality, on=book.assessment_day(tax_year_be), **search.cleaned_data
        )
        facts |= {"found": found[: worklist.MOST_FOUND], "has_more": len(found) > worklist.MOST_FOUND}
    return _show(request, tax_year_be, listed, facts)


@never_cache
@require_POST
@role_required(Role.TAX_OFFICER)
def mend(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """One edit for all that is ticked; a refusal keeps what was typed and ticked."""
    listed = _read(request, tax_year_be)
    facts = _group_facts(listed, request.POST)
    group = facts.get("group")
    if group is None or group.remedy is None:
        messages.info(request, _("This group is empty now."))
        return redirect("taxroll:worklist", tax_year_be=tax_year_be)
    acknowledges = "acknowledge" in request.POST and group.may_be_acknowledged
    form = MendForm(request.POST) if acknowledges else forms.FORMS[group.remedy](request.POST)
    ticked = request.POST.getlist("item")
    if form.is_valid():
        try:
            count = _mended(request, tax_year_be, None if acknowledges else group.remedy, form, ticked)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            told = ngettext("%(count)s property was changed.", "%(count)s properties were changed.", count)
            messages.success(request, told % {"count": count})
            return redirect(f"{reverse('taxroll:worklist', args=[tax_year_be])}?group={group.key}")
    return _show(request, tax_year_be, listed, facts | {"mend": form, "ticked": ticked}, status=422)


@never_cache
@require_POST
@role_required(Role.TAX_OFFICER)
def undo(request: TownRequest, tax_year_be: int, entry_id: int) -> HttpResponse:
    """Take one edit back by new versions."""
    entry = access.edit_by_id(request.municipality, entry_id)
    if acting.attempt(request, lambda: undoing.undo(entry, by=request.user, at=timezone.now())):
        messages.success(request, _("The edit was undone; what stood before holds again."))
    return redirect("taxroll:worklist", tax_year_be=tax_year_be)


@never_cache
@require_safe
@gzip_page
@role_required(*acting.TAX_ROLES)
def shapes(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """The outlines of one group as GeoJSON."""
    listed = _read(request, tax_year_be)
    group = listed.group(request.GET.get("group", ""))
    text = worklist.shapes(listed, group) if group else '{"type": "FeatureCollection", "features": []}'
    return HttpResponse(text, content_type="application/geo+json")


def _read(request: TownRequest, tax_year_be: int) -> Worklist:
    acting.year_or_404(tax_year_be)
    return worklist.read(municipality=request.municipality, on=book.assessment_day(tax_year_be))


def _group_facts(listed: Worklist, asked: QueryDict) -> dict[str, Any]:
    """The chosen group with one page of its properties, and the form that mends them."""
    group = listed.group(asked.get("group", "")) or (listed.groups[0] if listed.groups else None)
    if group is None:
        return {}
    last = -(-group.count // worklist.PAGE)
    number = min(paging.number_in(asked.get("page", "")), last)
    form = forms.FORMS[group.remedy]() if group.remedy else None
    items = worklist.items(listed, group, page=number)
    return {"group": group, "items": items, "number": number, "last": last, "mend": form, "ticked": []}


def _show(
    request: TownRequest, tax_year_be: int, listed: Worklist, facts: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    group = facts.get("group")
    shape = f"{reverse('taxroll:worklist_shapes', args=[tax_year_be])}?group={group.key}" if group else ""
    boundary = request.municipality.boundary
    map_facts = {
        "layers": ["boundary", "roads", "parcels", "buildings"],
        "bounds": list(boundary.extent) if boundary else None,
        "shapes": "" if "found" in facts else shape,
        "words": {
            "failed": _("The map could not be read from the server. Move it to try again."),
            "map": _("Map. Arrow keys move it, plus and minus zoom, Enter opens what lies under the cross."),
            "zoomIn": _("Zoom in"),
            "zoomOut": _("Zoom out"),
        },
    }
    page = {
        "tax_year_be": tax_year_be,
        "groups": listed.groups,
        "blocking": sum(one.count for one in listed.groups if one.blocks),
        "edits": undoing.latest(request.municipality),
        "map_facts": map_facts,
        **facts,
    }
    return render(request, "taxroll/worklist.html", page, status=status)


def _mended(request: TownRequest, tax_year_be: int, remedy: Remedy | None, form: MendForm, ticked: list[str]) -> int:
    """Apply the edit, without a remedy acknowledge the areas, and say to how many properties."""
    cleaned = form.cleaned_data
    edit = Edit(
        names=ticked,
        on=book.assessment_day(tax_year_be),
        evidence=cleaned["evidence"],
        municipality=request.municipality,
        by=request.user,
        at=timezone.now(),
    )
    acts: dict[Remedy | None, Callable[[], object]] = {
        None: lambda: mending.acknowledge_areas(edit),
        Remedy.OWNERS: lambda: mending.set_owners(edit, owners=cleaned["owners"]),
        Remedy.USE: lambda: mending.assign_use(edit, use=cleaned["use"], vacant_since_be=cleaned["vacant_since_be"]),
        Remedy.YEAR_BUILT: lambda: mending.set_year_built(edit, year_be=cleaned["year_be"]),
        Remedy.VACANT_SINCE: lambda: mending.set_vacant_since(edit, year_be=cleaned["year_be"]),
        Remedy.PRICE: lambda: mending.approve_prices(
            edit, price_satang=int(cleaned["price_baht"] * forms.SATANG_PER_BAHT)
        ),
        Remedy.DEED_AREA: lambda: mending.set_deed_area(edit, area_wah=cleaned["area_wah"]),
    }
    acts[remedy]()
    return len(set(ticked))
