"""Pages of the survey campaigns: the list, one campaign on its map, what is left, and the visits made."""

import re
import tempfile
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gis_assets import charts, units
from gis_assets.access import has_role, require_role, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, wording
from landsurvey.field import campaignfigures, campaignqueue, campaigns, visitlist
from landsurvey.forms.campaigns import CampaignForm
from landsurvey.models import Campaign, CampaignStatus, FieldReturn
from landsurvey.views.uploads import SURVEY_ROLES

VISIT_READERS = (*SURVEY_ROLES, Role.TAX_OFFICER, Role.HEAD_OF_REVENUE)
_PAGE_ROWS = 50


@role_required(*SURVEY_ROLES)
@require_http_methods(["GET", "POST"])
def campaign_list(request: TownRequest) -> HttpResponse:
    """The campaigns, newest first; a reviewer opens one here."""
    form = CampaignForm()
    if request.method == "POST":
        require_role(request, Role.SURVEY_REVIEWER)
        form = CampaignForm(request.POST, request.FILES)
        if form.is_valid() and (campaign := _opened(request, form)):
            return redirect("landsurvey:campaign", uid=campaign.uid)
    every = Campaign.objects.filter(municipality=request.municipality).defer("area").order_by("-created_at")
    page = Paginator(every, _PAGE_ROWS).get_page(request.GET.get("page", 1))
    facts = {"page": page, "form": form, "may_open": has_role(request, Role.SURVEY_REVIEWER)}
    return render(request, "landsurvey/campaigns.html", facts, status=422 if form.errors else 200)


def _opened(request: TownRequest, form: CampaignForm) -> Campaign | None:
    cleaned = form.cleaned_data
    try:
        return campaigns.open_campaign(
            municipality=request.municipality,
            title=cleaned["title"],
            first_day=cleaned["first_day"],
            last_day=cleaned["last_day"],
            blocks=cleaned["blocks"],
            area=cleaned["outline"],
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("blocks" if isinstance(refusal, campaigns.NoSuchBlock) else "last_day", str(refusal))
        return None


@role_required(*SURVEY_ROLES)
@require_GET
def campaign_page(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """How far the campaign has come, on the map and in figures."""
    campaign = access.campaign_by_uid(request.municipality, uid)
    on = timezone.localdate()
    counted = campaignfigures.shown(campaign, on=on, at=timezone.now())
    if not counted.is_current:
        campaignqueue.recount(request.municipality)
    progress = counted.progress
    facts = {
        "campaign": campaign,
        "counted": counted,
        "last_day": campaign.period.upper - timedelta(days=1),
        "on": on,
        "progress": progress,
        "months": _months(progress),
        "surveyors": _surveyors(progress),
        "zones": _zones(progress),
        "rasters": list(campaign.rasters.order_by("kind", "-registered_at")),
        "left": counted.left,
        "left_count": progress.total.left + progress.total.tried,
        "may_close": has_role(request, Role.SURVEY_REVIEWER) and campaign.status == CampaignStatus.OPEN,
        "map_facts": _map_facts(campaign, counted),
    }
    return render(request, "landsurvey/campaign.html", facts)


@never_cache
@role_required(*SURVEY_ROLES)
@require_GET
def counting(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """For the page of a campaign whose figures are behind: whether they have been counted anew."""
    campaign = access.campaign_by_uid(request.municipality, uid)
    counted = campaignfigures.shown(campaign, on=timezone.localdate(), at=timezone.now())
    return render(request, "landsurvey/_counting.html", {"campaign": campaign, "counted": counted, "is_asked": True})


def _months(progress: campaigns.Progress) -> dict[str, Any]:
    """The months without a gap from the first to the last with work, their chart, and the best of them."""
    if not progress.months:
        return {}
    months, month, last = [], min(progress.months), max(progress.months)
    while month <= last:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    rows = [(_month(month), progress.months.get(month, campaigns.Count())) for month in months]
    best = max(progress.months, key=lambda month: progress.months[month].done)
    return {
        "rows": rows,
        "chart": charts.stacked_bars([(name, count.surveyed, count.visited) for name, count in rows]),
        "best": _month(best),
        "best_count": progress.months[best].done,
    }


def _month(month: date) -> str:
    is_thai = (get_language() or "th").startswith("th")
    year = units.year_be(month.year) if is_thai else month.year
    return f"{formats.date_format(month, 'M')} {year % 100:02d}"


def _surveyors(progress: campaigns.Progress) -> dict[str, Any]:
    if not progress.surveyors:
        return {}
    people = User.objects.in_bulk(list(progress.surveyors))
    by_done = sorted(progress.surveyors, key=lambda pk: -progress.surveyors[pk].done)
    rows = [(_name(people.get(pk)), progress.surveyors[pk], _spark(progress, pk)) for pk in by_done]
    return {"rows": rows, "most": rows[0][1].done, "best": rows[0][0], "best_count": rows[0][1].done}


def _spark(progress: campaigns.Progress, surveyor: int) -> list[tuple[str, int]]:
    return [
        (_month(month), count.done) for (month, pk), count in progress.by_month_and_surveyor.items() if pk == surveyor
    ]


def _name(person: User | None) -> str:
    return (person.get_full_name() or person.get_username()) if person else "–"


def _zones(progress: campaigns.Progress) -> list[dict[str, Any]]:
    """Zones with their blocks; codes that name no block stand last under a word of their own."""
    blocks = progress.blocks
    return [
        {
            "name": zone or _("Other codes"),
            "count": count,
            "blocks": [(name, blocks[name]) for name in sorted(blocks) if zone and name[:2] == zone],
        }
        for zone, count in sorted(progress.zones.items(), key=lambda item: (item[0] == "", item[0]))
    ]


def _map_facts(campaign: Campaign, counted: campaignfigures.Shown) -> dict[str, Any]:
    """What the script of the map needs."""
    return {
        "layers": ["boundary", "roads"],
        "bounds": counted.bounds,
        "blocks": reverse("landsurvey:campaign_blocks", args=[campaign.uid]),
        "parcels": reverse("landsurvey:campaign_parcels", args=[campaign.uid]),
        "most": campaigns.MOST_SHOWN,
        "words": {
            "failed": _("The map could not be read from the server. Move it to try again."),
            "cut": _("Not every parcel is drawn here. Zoom in to see them all."),
            "surveyed": _("surveyed by a file"),
            "visited": _("visited"),
            "tried": _("visited in vain"),
            "left": _("left"),
            "of": _("%(done)s of %(parcels)s parcels done"),
        },
    }


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def close(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the campaign off the surveyors' list."""
    campaign = access.campaign_by_uid(request.municipality, uid)
    try:
        campaigns.close(campaign, by=request.user, at=timezone.now())
        messages.success(
            request, _("The campaign is closed. What surveyors still carry on their phones lands all the same.")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("landsurvey:campaign", uid=campaign.uid)


@role_required(*SURVEY_ROLES)
@require_GET
@gzip_page
def blocks_geojson(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    campaign = access.campaign_by_uid(request.municipality, uid)
    counted = campaignfigures.shown(campaign, on=timezone.localdate(), at=timezone.now())
    return _geojson(counted.blocks_geojson)


@role_required(*SURVEY_ROLES)
@require_GET
@gzip_page
def parcels_geojson(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The parcels within `bbox` (west,south,east,north)."""
    campaign = access.campaign_by_uid(request.municipality, uid)
    bbox = _bbox(request)
    if bbox is None:
        return HttpResponseBadRequest("bbox=west,south,east,north")
    return _geojson(campaigns.parcels_geojson(campaign, on=timezone.localdate(), bbox=bbox))


def _bbox(request: HttpRequest) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(part) for part in request.GET.get("bbox", "").split(","))
    except ValueError:
        return None
    return (west, south, east, north) if -180 <= west <= east <= 180 and -90 <= south <= north <= 90 else None


def _geojson(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/geo+json")


@role_required(*SURVEY_ROLES)
@require_GET
def left_csv(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """What is left, as a table for a spreadsheet."""
    campaign = access.campaign_by_uid(request.municipality, uid)
    return _csv("".join(campaigns.left_csv(campaign, on=timezone.localdate())), _file_name("left", campaign))


@role_required(*SURVEY_ROLES)
@require_GET
def visits(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """One page of the campaign's visits, newest first."""
    campaign = access.campaign_by_uid(request.municipality, uid)
    page = visitlist.of_campaign(campaign, on=timezone.localdate(), number=request.GET.get("page", 1))
    url = reverse("landsurvey:campaign_visits", args=[campaign.uid])
    return render(request, "landsurvey/_visits.html", {"page": page, "url": url, "shows_parcel": True})


@role_required(*SURVEY_ROLES)
@require_GET
def visits_csv(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The campaign's visits as a table for a spreadsheet."""
    campaign = access.campaign_by_uid(request.municipality, uid)
    return _csv("".join(visitlist.csv_lines(campaign, on=timezone.localdate())), _file_name("visits", campaign))


@role_required(*VISIT_READERS)
@require_GET
def parcel_visits(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """For the card of a parcel: the visits made there."""
    parcel = access.parcel_by_uid(request.municipality, uid)
    page = visitlist.of_parcel(parcel, on=timezone.localdate(), number=request.GET.get("page", 1))
    url = reverse("landsurvey:parcel_visits", args=[parcel.uid])
    return render(request, "landsurvey/_visits.html", {"page": page, "url": url, "shows_parcel": False})


@role_required(*VISIT_READERS)
@require_GET
def visit_photo(request: TownRequest, client_uid: uuid.UUID) -> HttpResponseBase:
    """A photo of a visit; never kept by a browser that others may use."""
    photo = access.visit_photo(request.municipality, client_uid)
    response = FileResponse(photo.file.open("rb"), content_type="image/jpeg", filename=f"{photo.client_uid}.jpg")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _csv(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _file_name(what: str, campaign: Campaign) -> str:
    return f"{what}-{slugify(campaign.title) or campaign.uid}"


@role_required(*SURVEY_ROLES)
@require_GET
def field_gpkg(request: TownRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The area as a GeoPackage with forms, for QGIS or a project that is there already."""
    return _taken_out(request, uid, as_zip=False)


@role_required(*SURVEY_ROLES)
@require_GET
def field_zip(request: TownRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The area as a zip that QField opens: project, GeoPackage and a place for photos."""
    return _taken_out(request, uid, as_zip=True)


def _taken_out(request: TownRequest, uid: uuid.UUID, *, as_zip: bool) -> HttpResponseBase:
    from landsurvey.field import qfield  # with GDAL and GeoPandas, a hundred megabytes that no page needs

    campaign = access.campaign_by_uid(request.municipality, uid)
    blocks = re.split(r"[\s,;]+", request.GET.get("blocks", "").strip())
    with tempfile.TemporaryDirectory() as folder:
        write = qfield.write_zip if as_zip else qfield.write
        wanted = [block for block in blocks if block]
        try:
            made = write(
                campaign, into=Path(folder), blocks=wanted, by=request.user, at=timezone.now(), on=timezone.localdate()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("landsurvey:campaign", uid=campaign.uid)
        # Opened before the folder goes: the file lives until it has been sent.
        path = made if isinstance(made, Path) else Path(folder) / qfield.GEOPACKAGE
        kind = "application/zip" if as_zip else "application/geopackage+sqlite3"
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=kind)


@role_required(*SURVEY_ROLES)
@require_GET
def field_return(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """For the page of an upload: what a package brought back from the field."""
    upload = access.upload_by_uid(request.municipality, uid)
    returned = FieldReturn.objects.select_related("package__campaign").filter(upload=upload).first()
    facts = {
        "returned": returned,
        "left_out": [wording.translated_json(said) for said in returned.left_out] if returned else [],
        "conflicts": [wording.translated_json(said) for said in returned.conflicts] if returned else [],
    }
    return render(request, "landsurvey/_field_return.html", facts)
