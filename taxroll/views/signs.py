"""Signboard tax: the signs of a year on the map, declaring and mending one, returns, the year's assessment."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.models import Building, Party, PartyVersion, Role, SignVersion
from gis_assets.requests import TownRequest
from gis_assets.rights import Person
from taxroll import access
from taxroll.forms.signs import AssessForm, MendSignForm, ReturnsForm, SignForm, initial_of
from taxroll.law import library
from taxroll.law.book import LawOfYear
from taxroll.law.dated import Citation, Dated
from taxroll.models import Levied, Roll, SignLine
from taxroll.signs import assessing, declaring, listing
from taxroll.signs.listing import SignOfYear
from taxroll.views import acting

PAGE = 50
FIND = "find"


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def this_year(request: TownRequest) -> HttpResponse:
    """The signs of the running year."""
    return redirect("taxroll:signs", tax_year_be=acting.this_year())


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def signs(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Every sign of a year with its return and its assessment."""
    return _list(request, tax_year_be)


@never_cache
@require_POST
@role_required(Role.TAX_OFFICER)
def returns(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Write down that the returns of the ticked signs came in; a refusal keeps the ticks."""
    acting.year_or_404(tax_year_be)
    form = ReturnsForm(request.POST)
    ticked = request.POST.getlist("sign")
    chosen = access.signs_by_uids(request.municipality, ticked)
    if acting.carry_out(
        form,
        lambda: declaring.receive_returns(
            chosen,
            tax_year_be=tax_year_be,
            received_on=form.cleaned_data["received_on"],
            by=request.user,
            at=timezone.now(),
        ),
    ):
        told = ngettext("%(count)s return is written down.", "%(count)s returns are written down.", len(chosen))
        messages.success(request, told % {"count": len(chosen)})
        return redirect("taxroll:signs", tax_year_be=tax_year_be)
    return _list(request, tax_year_be, returns_form=form, ticked=ticked, status=422)


@never_cache
@require_POST
@role_required(Role.TAX_OFFICER)
def assess(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Assess what was declared; the notices of the new bills are issued from their list."""
    acting.year_or_404(tax_year_be)
    form = AssessForm(request.POST)
    has_undeclared = form.is_valid() and form.cleaned_data["has_undeclared"]
    made: list[Roll] = []
    if acting.attempt(
        request,
        lambda: made.append(
            assessing.assess(
                request.municipality,
                tax_year_be=tax_year_be,
                by=request.user,
                at=timezone.now(),
                has_undeclared=has_undeclared,
            )
        ),
    ):
        told = ngettext("%(count)s bill was made.", "%(count)s bills were made.", made[0].bill_count)
        messages.success(request, told % {"count": made[0].bill_count})
        return redirect("taxroll:roll_notices", roll_id=made[0].pk)
    return redirect("taxroll:signs", tax_year_be=tax_year_be)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.TAX_OFFICER)
def new(request: TownRequest) -> HttpResponse:
    """Declare a sign; the owner is looked up by name first."""
    form = SignForm(request.POST or None, owners=_owners(request))
    if request.method == "POST" and FIND not in request.POST:
        made: list[SignVersion] = []
        if acting.carry_out(form, lambda: made.append(_declare(request, form))):
            messages.success(request, _("Sign %(number)s is declared.") % {"number": made[0].sign.number})
            return redirect("taxroll:sign", uid=made[0].sign.uid)
        return _form(request, form, status=422)
    return _form(request, _without_errors(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def sign(request: TownRequest, uid: uuid.UUID) -> HttpResponseBase:
    """One sign with its history and its bills; POST mends it."""
    version = access.sign_version(request.municipality, uid)
    if request.method != "POST":
        return _form(request, _filled(version), version=version)
    return _mended(request, version)


@role_required(Role.TAX_OFFICER)
def _mended(request: TownRequest, version: SignVersion) -> HttpResponseBase:
    """Put other facts of a sign in force."""
    form = MendSignForm(request.POST, owners=_owners(request, version))
    if FIND in request.POST:
        return _form(request, _without_errors(form), version=version)
    if acting.carry_out(form, lambda: _mend(request, version, form)):
        messages.success(request, _("The sign was mended; what was assessed stays as it was."))
        return redirect("taxroll:sign", uid=version.sign.uid)
    return _form(request, form, version=version, status=422)


@never_cache
@require_safe
@gzip_page
@role_required(*acting.TAX_ROLES)
def shapes(request: TownRequest) -> HttpResponse:
    """The signs of today as GeoJSON."""
    text = listing.on_the_map(request.municipality, on=timezone.localdate())
    return HttpResponse(text, content_type="application/geo+json")


def _list(
    request: TownRequest,
    tax_year_be: int,
    *,
    returns_form: ReturnsForm | None = None,
    ticked: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    acting.year_or_404(tax_year_be)
    found = listing.of_year(request.municipality, tax_year_be=tax_year_be)
    state = request.GET.get("state", "") or request.POST.get("state", "")
    shown = [one for one in found if one.state == state] if state in listing.STATES else found
    law = library.of_year(tax_year_be)
    rolls = Roll.every.filter(municipality=request.municipality, tax=Levied.SIGNS, tax_year_be=tax_year_be)
    facts = {
        "tax_year_be": tax_year_be,
        "years": [year for year in (tax_year_be - 1, tax_year_be, tax_year_be + 1) if year in library.years()],
        "tabs": _tabs(found),
        "state": state,
        "sign_count": len(found),
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "ticked": ticked or [],
        "returns_form": returns_form or ReturnsForm(initial={"received_on": timezone.localdate()}),
        "assess_form": AssessForm(),
        "waiting": sum(one.state == "returned" for one in found),
        "rolls": rolls.order_by("-sequence"),
        "payable_satang": sum(one.line.tax_satang for one in found if one.line),
        "rules": _rules(law),
        "map_facts": _map_facts(request, shapes=reverse("taxroll:signs_shapes")),
    }
    return render(request, "taxroll/signs.html", facts, status=status)


def _rules(law: LawOfYear) -> list[Citation]:
    """The rules of the signboard tax with their doubts, as the foot of the page tells them."""
    rules: tuple[Dated[Any], ...] = (
        law.signboards,
        law.signboard_first_year,
        law.signboard_faces,
        law.signboard_duties,
        law.signboard_instalments,
        law.signboard_appeal_days,
        law.signboard_appeal_decision_days,
        law.signboard_appeal_court_days,
    )
    return [rule.citation for rule in rules]


def _tabs(found: list[SignOfYear]) -> list[tuple[str, str, int]]:
    counts = {state: sum(one.state == state for one in found) for state in listing.STATES}
    return [(state, str(name), counts[state]) for state, name in listing.STATES.items() if counts[state]]


def _form(
    request: TownRequest, form: SignForm, *, version: SignVersion | None = None, status: int = 200
) -> HttpResponse:
    lines = SignLine.objects.filter(sign_version__sign=version.sign) if version else SignLine.objects.none()
    facts = {
        "form": form,
        "version": version,
        "owner_fields": ("owner_name", "owner", "owner_kind", "owner_id", "owner_address"),
        "lines": lines.select_related("bill__roll").order_by("-roll__tax_year_be", "-pk"),
        "history": version.sign.versions.select_related("source").order_by("-recorded_at") if version else [],
        "this_year": acting.this_year(),
        "map_facts": _map_facts(request, shapes=""),
    }
    return render(request, "taxroll/sign.html", facts, status=status)


def _map_facts(request: TownRequest, *, shapes: str) -> dict[str, Any]:
    boundary = request.municipality.boundary
    return {
        "layers": ["boundary", "roads", "parcels", "buildings"],
        "bounds": list(boundary.extent) if boundary else None,
        "shapes": shapes,
        "sign": reverse("taxroll:sign", args=[uuid.UUID(int=0)]),
        "words": {
            "failed": _("The map could not be read from the server. Move it to try again."),
            "map": _("Map. Arrow keys move it, plus and minus zoom, Enter opens what lies under the cross."),
            "zoomIn": _("Zoom in"),
            "zoomOut": _("Zoom out"),
            "marked": _("The place is marked."),
        },
    }


def _owners(request: TownRequest, version: SignVersion | None = None) -> list[PartyVersion]:
    """Owners to choose from: those that the typed name finds, and the one who has the sign now."""
    name = request.POST.get("owner_name", "").strip()
    found = access.owners_named(request.municipality, name) if name else []
    present = _present(version) if version else None
    return found if present is None or present in found else [present, *found]


def _present(version: SignVersion) -> PartyVersion | None:
    return version.owner.versions.exclude(valid__isempty=True).select_related("party").order_by("valid").last()


def _filled(version: SignVersion) -> MendSignForm:
    owner = _present(version)
    house = version.on_building.versions.order_by("valid").last() if version.on_building else None
    initial = initial_of(version, owner, house.house_number if house else "")
    return MendSignForm(owners=[owner] if owner else [], initial=initial)


def _without_errors(form: SignForm) -> SignForm:
    """What was typed, to choose the owner; nothing is wrong yet."""
    if form.is_bound:
        form.initial, form.is_bound = {name: form.data.get(name) for name in form.fields}, False
    return form


def _declare(request: TownRequest, form: SignForm) -> SignVersion:
    return declaring.declare(
        form.facts(_building(request, form)),
        owner=_owner(request, form),
        municipality=request.municipality,
        evidence=form.cleaned_data["evidence"],
        by=request.user,
        at=timezone.now(),
    )


def _mend(request: TownRequest, version: SignVersion, form: MendSignForm) -> None:
    declaring.mend(
        version,
        form.facts(_building(request, form)),
        owner=_owner(request, form),
        on=form.cleaned_data["on"],
        evidence=form.cleaned_data["evidence"],
        by=request.user,
        at=timezone.now(),
    )


def _owner(request: TownRequest, form: SignForm) -> Party | Person:
    chosen = form.cleaned_data["owner"]
    return access.party_by_uid(request.municipality, uuid.UUID(chosen)) if chosen else form.person()


def _building(request: TownRequest, form: SignForm) -> Building | None:
    """The building that was named; what names none or several is left to the words of the place."""
    return access.building_by_house_number(
        request.municipality, form.cleaned_data["house_number"], on=timezone.localdate()
    )
