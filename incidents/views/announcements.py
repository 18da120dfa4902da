"""Announcements: the dispatcher's list and preview, and the messages and their feed for everybody's programs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets import tenancy
from gis_assets.access import role_required
from gis_assets.models import Municipality, Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access
from incidents.cap import announcing, messages
from incidents.cap import feed as feeds
from incidents.forms.announcements import AnnouncementForm
from incidents.models import Announcement, Closure, Outage
from incidents.open311.refusals import NotKnown

SHOWN = 50
KEPT_IN_FEED = timedelta(days=30)
IN_FEED_MOST = 100


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def listed(request: TownRequest) -> HttpResponse:
    """What may be announced, what stands, and what went out lately."""
    now, town = timezone.now(), request.municipality
    standing = Announcement.objects.of(town).standing(now)
    of_outages, of_closures = {one.outage_id: one for one in standing}, {one.closure_id: one for one in standing}
    outages = Outage.objects.filter(municipality=town).select_related("node", "pole")
    closures = Closure.objects.of(town)
    open_outages = outages.open() | outages.filter(pk__in=[pk for pk in of_outages if pk])
    open_closures = closures.not_over(now) | closures.filter(pk__in=[pk for pk in of_closures if pk])
    facts = {
        "things": [
            *[_row("outage", outage, of_outages.get(outage.pk), at=now) for outage in open_outages],
            *[_row("closure", closure, of_closures.get(closure.pk), at=now) for closure in open_closures],
        ],
        "sent": Announcement.objects.of(town).select_related("sent_by", "municipality")[:SHOWN],
        "feed": f"{settings.PUBLIC_URL}{reverse('incidents:cap_of_town', args=[town.dla_code])}",
        "is_in_service": settings.IS_IN_SERVICE,
    }
    return render(request, "incidents/announcements.html", facts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.DISPATCHER)
def preview(request: TownRequest, kind: str, thing_id: int) -> HttpResponse:
    """How the message looks in both languages; sent with the form it goes out."""
    thing, now = access.announced_thing(request.municipality, kind=kind, thing_id=thing_id), timezone.now()
    before = announcing.standing(thing, at=now)
    form = AnnouncementForm(request.POST or None, initial=_initial(thing, before))
    if request.method == "POST" and form.is_valid():
        try:
            announcing.announce(thing, by=request.user, at=now, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            notes.success(request, _("It is announced. Every program that reads the town's messages can see it now."))
            return redirect("incidents:announcements")
    facts = _facts(thing, before, form) | {"kind": kind}
    return render(request, "incidents/announce.html", facts, status=422 if form.errors else 200)


@require_POST
@role_required(Role.DISPATCHER)
def take_back(request: TownRequest, kind: str, thing_id: int) -> HttpResponse:
    """What was announced no longer holds."""
    thing = access.announced_thing(request.municipality, kind=kind, thing_id=thing_id)
    try:
        announcing.take_back(thing, by=request.user, at=timezone.now())
    except Refusal as refused:
        notes.error(request, str(refused))
    else:
        notes.success(request, _("The announcement is taken back; whoever reads the town's messages is told."))
    return redirect("incidents:announcements")


@require_safe
@cache_control(public=True, max_age=30)
def feed(request: TownRequest, code: str = "") -> HttpResponse:
    """The town's messages of the last month, the newest first, for everybody."""
    try:
        town = access.jurisdiction(request, code)
    except Refusal as refused:
        return _open(HttpResponse(str(refused), status=404, content_type="text/plain; charset=utf-8"))
    now, url = timezone.now(), request.build_absolute_uri(reverse("incidents:cap_of_town", args=[town.dla_code]))
    with tenancy.within(town):
        sent = list(Announcement.objects.of(town).filter(sent_at__gt=now - KEPT_IN_FEED)[:IN_FEED_MOST])
    text = feeds.written(
        url=url,
        title=_("Announcements of %(town)s") % {"town": town},
        author=str(town),
        updated=timezone.localtime(sent[0].sent_at if sent else now),
        entries=[_entry(request, town, one) for one in sent],
    )
    return _open(HttpResponse(text, content_type=f"{feeds.MEDIA_TYPE}; charset=utf-8"))


@require_safe
@cache_control(public=True, max_age=3600)
def message(request: TownRequest, code: str, uid: UUID) -> HttpResponse:
    """One message, as it went out."""
    try:
        town = access.jurisdiction(request, code)
    except NotKnown as refused:
        return _open(HttpResponse(str(refused), status=404, content_type="text/plain; charset=utf-8"))
    with tenancy.within(town):
        sent = access.announcement_by_uid(town, uid)
    return _open(HttpResponse(sent.message, content_type=f"{messages.MEDIA_TYPE}; charset=utf-8"))


def _entry(request: TownRequest, town: Municipality, sent: Announcement) -> feeds.Entry:
    url = reverse("incidents:cap_message", args=[town.dla_code, sent.uid])
    return feeds.Entry(
        identifier=sent.identifier,
        kind=sent.kind,
        title=sent.headline_th,
        summary=sent.headline_en,
        sent=timezone.localtime(sent.sent_at),
        url=request.build_absolute_uri(url),
    )


def _row(kind: str, thing: Outage | Closure, standing: Announcement | None, *, at: Any) -> dict[str, Any]:
    return {"kind": kind, "thing": thing, "standing": standing, "is_over": announcing.is_over(thing, at=at)}


def _initial(thing: Outage | Closure, before: Announcement | None) -> dict[str, Any]:
    return {
        "severity": before.severity if before else announcing.usual_severity(thing),
        "expires_at": timezone.localtime(announcing.usual_end(thing, at=timezone.now())),
        "seen": before.uid if before else None,
    }


def _facts(thing: Outage | Closure, before: Announcement | None, form: AnnouncementForm) -> dict[str, Any]:
    """The preview: of the message that would go out, or of the taking back of what stands where all is over."""
    now = timezone.now()
    is_over = announcing.is_over(thing, at=now)
    usual = _initial(thing, before)
    draft = announcing.draft(
        thing,
        severity=usual["severity"],
        expires_at=usual["expires_at"],
        at=now,
        is_back=is_over and before is not None,
    )
    return {
        "thing": thing,
        "before": before,
        "form": form,
        "draft": draft,
        "is_over": is_over,
        "xml": messages.written(draft.message),
        "is_in_service": settings.IS_IN_SERVICE,
    }


def _open(response: HttpResponse) -> HttpResponse:
    """Pages of other sites may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
