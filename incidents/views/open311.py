"""Open311 GeoReport v2 for the programs of others: `/open311/v2/…`, in XML and JSON, without an account.

Asking needs no key and is open to the pages of any site; reporting needs the key of a program and is not, since a key
in a web page is everybody's.
"""

import functools
from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from casework import tracking, tries
from gis_assets import tenancy
from gis_assets.models import Municipality, UtilityPoleVersion
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, reports
from incidents.forms.open311 import RequestForm
from incidents.open311 import answering, asking, clients, definitions, listing, pace, posting, wire
from incidents.open311.refusals import NotAllowed, NotKnown, NotTaken, TooFast
from incidents.open311.wire import Value
from incidents.views import intake

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
STATUS: Mapping[type[Refusal], int] = {
    NotKnown: 404,
    NotAllowed: 403,
    NotTaken: 400,
    TooFast: 429,
    reports.TooManyReports: 429,
    tries.TooManyTries: 429,
}
"""What each "no" is in HTTP; any other one is 400."""

Answer = tuple[str, Value]
Endpoint = Callable[..., Answer]


def answered(*methods: str, is_of_one_town: bool = True) -> Callable[[Endpoint], Callable[..., HttpResponse]]:
    """A view that gives the name of the XML root and plain data; refusals become the standard's list of errors."""

    def decorate(endpoint: Endpoint) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @never_cache
        @functools.wraps(endpoint)
        def view(request: TownRequest, *, fmt: str, **named: str) -> HttpResponse:
            if request.method == "OPTIONS":
                return _open_to_other_sites(HttpResponse(status=204))
            if request.method not in (*methods, "HEAD"):
                return HttpResponseNotAllowed([*methods, "HEAD", "OPTIONS"])
            with translation.override(_language(request)):
                response = _response(endpoint, request, fmt=fmt, is_of_one_town=is_of_one_town, named=named)
            return response if request.method == "POST" else _open_to_other_sites(response)

        return view

    return decorate


@answered("GET", is_of_one_town=False)
def discovery(request: TownRequest) -> Answer:
    """Where what is spoken here stands, and whom to ask for a key."""
    office = str(request.municipality or _("Town register"))
    endpoint: Value = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": request.build_absolute_uri(reverse("incidents:open311_root")).rstrip("/"),
        "changeset": definitions.CHANGED,
        "type": "production" if settings.IS_IN_SERVICE else "test",
        "formats": ["text/xml", "application/json"],
    }
    return "discovery", {
        "changeset": definitions.CHANGED,
        "contact": _("%(office)s, %(url)s") % {"office": office, "url": settings.PUBLIC_URL},
        "key_service": _("Ask the administrator of %(office)s for a key.") % {"office": office},
        "endpoints": [endpoint],
    }


@answered("GET")
def services(request: TownRequest, town: Municipality) -> Answer:
    """What can be reported."""
    return "services", definitions.services(town, on=timezone.localdate())


@answered("GET")
def service(request: TownRequest, town: Municipality, code: str) -> Answer:
    """What to ask about one kind of trouble."""
    return "service_definition", definitions.definition(definitions.kind_of(code))


@answered("GET", "POST")
def requests(request: TownRequest, town: Municipality) -> Answer:
    """The reports asked for; by POST a new one."""
    if request.method == "POST":
        return "service_requests", [_posted(request, town)]
    at = timezone.now()
    given = {name: ",".join(map(str, values)) for name, values in request.GET.lists()}
    return "service_requests", listing.listed(town, wanted=asking.read(given, at=at), at=at)


@answered("GET")
def one_request(request: TownRequest, town: Municipality, number: str) -> Answer:
    """One report."""
    return "service_requests", listing.one(town, public_id=asking.number(number), at=timezone.now())


@answered("GET")
def token(request: TownRequest, town: Municipality, number: str) -> Answer:
    """The number of the report with this tracking code, however it came in; codes cannot be tried out."""
    sender, now = tries.sender_of(request), timezone.now()
    tries.may_try(town, kind=access.TRACKING, sender=sender, at=now)
    if (sent := access.sent_or_none(town, number)) is None:
        tries.note_failure(town, kind=access.TRACKING, sender=sender, at=now)
        raise NotKnown(_("There is no report of this token. A token here is a tracking code."))
    return "service_requests", [{"service_request_id": str(sent.public_id), "token": sent.tracking}]


def _response(
    endpoint: Endpoint, request: TownRequest, *, fmt: str, is_of_one_town: bool, named: Mapping[str, str]
) -> HttpResponse:
    status, kept = 200, {}
    try:
        if request.method != "POST":
            pace.may_read(tries.sender_of(request), at=timezone.now())
        name, answer = _asked(endpoint, request, named) if is_of_one_town else endpoint(request)
    except Refusal as refusal:
        status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 400)
        sentences = refusal.sentences if isinstance(refusal, NotTaken) else [str(refusal)]
        name, answer = "errors", [{"code": str(status), "description": sentence} for sentence in sentences]
        kept = {"Retry-After": "60"} if status == 429 else {}
    body = wire.as_json(answer) if fmt == "json" else wire.as_xml(name, answer)
    return HttpResponse(body, status=status, content_type=TYPES[fmt], headers=kept)


def _asked(endpoint: Endpoint, request: TownRequest, named: Mapping[str, str]) -> Answer:
    """Ask about the town that is meant, with the connection bound to it."""
    town = access.jurisdiction(request, _said(request, "jurisdiction_id"))
    with tenancy.within(town):
        return endpoint(request, town, **named)


def _posted(request: TownRequest, town: Municipality) -> Value:
    client = clients.of_key(town, key=_said(request, "api_key"))
    sent = _sent(request)
    thing = posting.post(client, sent=sent, pole=_pole(town, sent), at=timezone.now())
    page = f"{settings.PUBLIC_URL}{reverse('incidents:status', args=[thing.tracking])}"
    notice = _("Code %(code)s. Every step stands at %(page)s .") % {
        "code": tracking.grouped(thing.tracking),
        "page": page,
    }
    return {
        "service_request_id": str(thing.public_id),
        "service_notice": f"{notice} {definitions.notice(town)}",
        "account_id": None,
    }


def _sent(request: TownRequest) -> posting.Sent:
    """The form, understood; raises NotTaken with a sentence for everything that is wrong."""
    code = _said(request, "service_code")
    if not code:
        raise NotTaken(_("service_code is missing. GET services lists those there are."))
    kind, form = definitions.kind_of(code), RequestForm(request.POST)
    if not form.is_valid():
        raise NotTaken(*form.sentences())
    given = form.cleaned_data
    answers = answering.read(kind, {name: [str(each) for each in values] for name, values in request.POST.lists()})
    return posting.Sent(
        kind,
        pole_code=given["address_id"] or next(iter(answers.get("POLE", ())), ""),
        lat=given["lat"],
        lon=given["long"],
        description=given["description"],
        phone=given["phone"],
        email=given["email"],
        device=given["device_id"],
        address=given["address_string"],
        media_url=given["media_url"],
        answers=answers,
    )


def _pole(town: Municipality, sent: posting.Sent) -> UtilityPoleVersion | None:
    """The pole that is named; an address in words says a place only where it names one. Raises a Refusal."""
    if sent.pole_code:
        return intake.pole_named(town, sent.pole_code, has_place=False)
    if sent.point is None and sent.address:
        found = access.pole_in_words(town, sent.address, on=timezone.localdate())
        if found is None:
            raise NotTaken(
                _("This town cannot look up addresses yet. Send lat and long, or the code of a pole as address_id.")
            )
        return found
    return None


def _said(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name) or request.GET.get(name) or "").replace("\0", "").strip()


def _language(request: HttpRequest) -> str:
    """`locale`, an extension; else as on every page."""
    asked = _said(request, "locale")[:2]
    return asked if asked in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE


def _open_to_other_sites(response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
