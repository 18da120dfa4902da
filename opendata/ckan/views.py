"""The reading half of CKAN's action API over our catalogue, for harvesters of data.go.th and of other CKANs.

Offered is what such a catalogue could take: data sets without faults in their description that may be harvested.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from opendata import datasets
from opendata.ckan import packages, searching

Facts = Mapping[str, str]
MOST_ASKED_BYTES = 64 * 1024


class NothingThere(Refusal):
    """The catalogue has no such thing."""


@csrf_exempt  # nothing is changed, and clients of CKAN ask by POST
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: TownRequest, name: str) -> HttpResponseBase:
    """`/api/3/action/<name>`, answered in CKAN's form, in Thai, which is the language of the fields."""
    with translation.override("th"):
        try:
            result = _answer(request, name)
        except NothingThere as refusal:
            return _refused(name, "Not Found Error", refusal, status=404)
        except searching.WrongSearch as refusal:
            return _refused(name, "Search Query Error", refusal, status=409)
    answer = {"help": f"{request.build_absolute_uri('/data/')}", "success": True, "result": result}
    return _json(answer)


def _answer(request: TownRequest, name: str) -> Any:
    if name not in ACTIONS:
        raise NothingThere(gettext("There is no action “%(name)s”: this catalogue is only read.") % {"name": name})
    if request.municipality is None:
        raise NothingThere(gettext("No municipality yet"))
    return ACTIONS[name](request, _facts(request))


def _facts(request: HttpRequest) -> Facts:
    """What was asked, in the address or as JSON or a form."""
    asked = request.GET.dict()
    if request.method != "POST":
        return asked
    if request.content_type != "application/json":
        return asked | request.POST.dict()
    try:
        sent = json.loads(request.read(MOST_ASKED_BYTES) or b"{}")
        json.dumps(sent, ensure_ascii=False).encode()  # half of a sign is no text, and could not be answered
    except (ValueError, RecursionError):
        raise searching.WrongSearch(gettext("The question is not JSON.")) from None
    if not isinstance(sent, dict):
        raise searching.WrongSearch(gettext("The question is not JSON."))
    return asked | {str(key): str(value) for key, value in sent.items() if value is not None}


def _packages(request: TownRequest) -> list[dict[str, Any]]:
    base = request.build_absolute_uri("/")
    entries = datasets.published(request.municipality, at=timezone.now())
    offered = [entry for entry in entries if entry.values.get("allow_harvest") == "True" and not entry.faults]
    return [packages.shown(entry, municipality=request.municipality, base=base) for entry in offered]


def _package_search(request: TownRequest, facts: Facts) -> dict[str, Any]:
    rows = searching.whole_number("rows", facts.get("rows"), default=searching.ROWS, most=searching.MOST_ROWS)
    start = searching.whole_number("start", facts.get("start"), default=0, most=10**9)
    sort = facts.get("sort", "metadata_modified desc")
    fq = " ".join(filter(None, [facts.get("fq", "")]))
    found = searching.search(_packages(request), q=facts.get("q", ""), fq=fq, sort=sort)
    return {
        "count": len(found),
        "sort": sort,
        "facets": {},
        "search_facets": {},
        "results": found[start : start + rows],
    }


def _package_show(request: TownRequest, facts: Facts) -> dict[str, Any]:
    wanted = facts.get("id", facts.get("name_or_id", ""))
    for package in _packages(request):
        if wanted in (package["id"], package["name"]):
            return package
    raise NothingThere(gettext("There is no data set “%(name)s”.") % {"name": wanted})


def _package_list(request: TownRequest, facts: Facts) -> list[str]:
    names = sorted(package["name"] for package in _packages(request))
    start = searching.whole_number("offset", facts.get("offset"), default=0, most=10**9)
    most = searching.whole_number("limit", facts.get("limit"), default=len(names), most=searching.MOST_ROWS)
    return names[start : start + most]


def _packages_with_resources(request: TownRequest, facts: Facts) -> list[dict[str, Any]]:
    names = _package_list(request, facts)
    return [package for package in _packages(request) if package["name"] in names]


def _organization(municipality: Municipality, count: int) -> dict[str, Any]:
    return {**packages.organisation(municipality), "package_count": count, "users": [], "extras": [], "groups": []}


def _organization_show(request: TownRequest, facts: Facts) -> dict[str, Any]:
    ours = _organization(request.municipality, len(_packages(request)))
    if facts.get("id") not in (ours["id"], ours["name"]):
        raise NothingThere(gettext("There is no organisation “%(name)s”.") % {"name": facts.get("id", "")})
    return ours


def _organization_list(request: TownRequest, facts: Facts) -> list[Any]:
    ours = _organization(request.municipality, len(_packages(request)))
    return [ours] if facts.get("all_fields", "").lower() in ("true", "1") else [ours["name"]]


def _status(request: TownRequest, facts: Facts) -> dict[str, Any]:
    return {
        "ckan_version": "2.10.11",  # whose answers these are like; harvesters look at it
        "site_title": str(request.municipality.name_th),
        "site_url": request.build_absolute_uri("/").rstrip("/"),
        "extensions": [],
        "locale_default": "th",
    }


def _tag_list(request: TownRequest, facts: Facts) -> list[str]:
    return sorted({tag["name"] for package in _packages(request) for tag in package["tags"]})


ACTIONS: dict[str, Callable[[TownRequest, Facts], Any]] = {
    "package_search": _package_search,
    "package_show": _package_show,
    "package_list": _package_list,
    "current_package_list_with_resources": _packages_with_resources,
    "organization_show": _organization_show,
    "organization_list": _organization_list,
    "group_list": lambda request, facts: [],
    "tag_list": _tag_list,
    "status_show": _status,
    "site_read": lambda request, facts: True,
}


def _refused(name: str, kind: str, refusal: Refusal, *, status: int) -> HttpResponse:
    error = {"__type": kind, "message": str(refusal)}
    return _json({"help": name, "success": False, "error": error}, status=status)


def _json(answer: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})
