"""The API's addresses: read what is asked, ask once, answer."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from gis_assets.publication import Layer
from gis_assets.requests import TownRequest
from opendata import gate, layers, querying
from opendata.ogc import answers, asking, documents, feature, jsonfg, links, offering, openapi, pages, pictures, records
from opendata.ogc.links import GEOJSON, JSON, OPENAPI, SCHEMA
from opendata.ogc.problems import NotFound
from opendata.ogc.serving import served
from opendata.querying import Page, Query
from opendata.systems import CRS84, System


@served
def landing(request: TownRequest) -> HttpResponse:
    """The API's entrance."""
    own = _own(request, JSON)
    told = documents.landing(request.municipality, root=links.root(request), own=own)
    return _document(request, told, JSON, pages.landing)


@served
def api(request: TownRequest) -> HttpResponse:
    """The definition of the API, whole in itself."""
    asking.refuse_unknown(request, ())
    offered = offering.collections(request)
    pictured = gate.open_rasters(municipality=request.municipality).values()
    told = openapi.definition(offered.values(), pictured, town=str(request.municipality), root=links.root(request))
    return _document(request, told, OPENAPI, pages.api)


@served
def conformance(request: TownRequest) -> HttpResponse:
    """The standards that are kept."""
    return _document(request, documents.conformance(_own(request, JSON)), JSON, pages.conformance)


@served
def collections(request: TownRequest) -> HttpResponse:
    """Every layer."""
    own = _own(request, JSON)
    found = offering.collections(request).values()
    described = [_described(request, layer) for layer in found]
    pictured = gate.open_rasters(municipality=request.municipality)
    described += [_pictured(request, name) for name in pictured]
    described.append(_catalogue(request))
    return _document(request, documents.collections(described, own=own), JSON, pages.collections)


@served
def collection(request: TownRequest, name: str) -> HttpResponse:
    """One layer, of features or of rasters, or the catalogue."""
    if name == records.NAME:
        return _document(request, _catalogue(request, own=_own(request, JSON)), JSON, pages.collection)
    if name in layers.all_rasters():
        return _document(request, _pictured(request, name, own=_own(request, JSON)), JSON, pages.collection)
    layer = offering.collection(request, name)
    own = _own(request, JSON)
    return _document(request, _described(request, layer, own=own), JSON, pages.collection)


@served
def queryables(request: TownRequest, name: str) -> HttpResponse:
    """By which columns one may ask."""
    layer = offering.collection(request, name)
    asking.refuse_unknown(request, ())
    address = f"{links.root(request)}/collections/{layer.name}/queryables"
    return _document(request, documents.queryables(layer, address=address), SCHEMA, pages.columns)


@served
def schema(request: TownRequest, name: str) -> HttpResponse:
    """Which columns there are."""
    layer = offering.collection(request, name)
    asking.refuse_unknown(request, ())
    address = f"{links.root(request)}/collections/{layer.name}/schema"
    return _document(request, documents.schema(layer, address=address), SCHEMA, pages.columns)


@served
def items(request: TownRequest, name: str) -> HttpResponse:
    """A page of features, or of records."""
    if name == records.NAME:
        return _records(request)
    layer = offering.collection(request, name)
    query = asking.query_of_features(request, layer, today=timezone.localdate())
    if asking.is_count_asked(request):
        return _count(request, layer, query)
    form = asking.form_of(request, of_features=True)
    if form == "html":
        query = replace(query, crs=CRS84)  # the map of a page is in degrees
    question = querying.of_features(layer, query, municipality=request.municipality)
    own = links.of_features(links.Here(request), form)
    if form == "html":
        page = querying.page(question)
        return pages.items(request, layer, page, _facts_of(request, page, query, own))
    around = answers.text(own)
    if tag := answers.known_of(request, layer, question, around, municipality=request.municipality):
        return answers.unchanged(tag, headers=answers.crs(query.crs))
    page = querying.page(question)
    what = answers.mark(layer, question, around, changed=page.digest)
    facts, features = _facts_of(request, page, query, own), page.features
    if form == "jsonfg":
        facts = jsonfg.facts(layer, query.crs, root=links.root(request)) | facts
        features = jsonfg.features(features, layer, query, municipality=request.municipality)
    return _features(request, features, facts, query.crs, what=what, media_type=own[0]["type"])


@served
def item(request: TownRequest, name: str, feature_id: str) -> HttpResponse:
    """One feature, or one record."""
    if name == records.NAME:
        return _record(request, feature_id)
    asked = feature.asked(request, offering.collection(request, name), feature_id)
    if asked.form != "html" and (tag := feature.known(request, asked)):
        return answers.unchanged(tag, headers=answers.crs(asked.question.query.crs))
    return feature.answered(request, asked, querying.page(asked.question))


@served
def nothing(request: TownRequest) -> HttpResponse:
    """Whatever else is asked for below the API's address."""
    raise NotFound(gettext("There is nothing at this address. Start at %(root)s.") % {"root": links.root(request)})


def _own(request: TownRequest, media_type: str) -> list[links.Link]:
    """The document's links to itself, once it is certain that nothing else was asked."""
    asking.refuse_unknown(request, ())
    return links.self_and_twin(request, media_type)


def _described(request: TownRequest, layer: Layer, *, own: list[links.Link] | None = None) -> dict[str, Any]:
    facts = offering.facts(layer, municipality=request.municipality, on=timezone.localdate())
    root = links.root(request)
    here = [links.link(f"{root}/collections/{layer.name}", "self", JSON, str(layer.title))]
    return documents.collection(layer, facts, root=root, own=own or here)


def _pictured(request: TownRequest, name: str, *, own: list[links.Link] | None = None) -> dict[str, Any]:
    layer, found = offering.rasters_of(request, name)
    return pictures.collection(request, layer, found, own=own or pictures.own_links(request, layer))


def _catalogue(request: TownRequest, *, own: list[links.Link] | None = None) -> dict[str, Any]:
    root = links.root(request)
    here = [links.link(f"{root}/collections/{records.NAME}", "self", JSON, gettext("Catalogue of open data"))]
    return records.collection(request.municipality, root=root, own=own or here)


def _records(request: TownRequest) -> HttpResponse:
    """A page of the catalogue; its records have no time, so that they match any."""
    asking.ignore_empty(request, asking.OF_RECORDS)
    asking.refuse_unknown(request, asking.OF_RECORDS)
    asking.day_of(request, today=timezone.localdate())
    found = records.all_of(request.municipality, root=links.root(request), at=timezone.now())
    met = records.matching(found, place=asking.place_of(request, CRS84), asked=links.parameters(request))
    start = asking.place_in(met, request.GET.get("token"))
    shown = met[start : start + asking.limit_of(request)]
    own = links.self_and_twin(request, GEOJSON)
    if start + len(shown) < len(met):
        following = links.asked_as(request, token=shown[-1]["id"])
        own.append(links.link(following, "next", GEOJSON, gettext("The records that follow")))
    if asking.form_of(request) == "html":
        return pages.records(request, {"records": shown, "links": own})
    facts = {"numberMatched": len(met), "numberReturned": len(shown), "links": own}
    texts = [answers.text(one) for one in shown]
    what = answers.digest(answers.text([facts, texts]).encode())
    return _features(request, texts, facts, CRS84, what=what)


def _record(request: TownRequest, name: str) -> HttpResponse:
    asking.refuse_unknown(request, ())
    found = records.all_of(request.municipality, root=links.root(request), at=timezone.now())
    for one in found:
        if one["id"] == name:
            if asking.form_of(request) == "html":
                return pages.records(request, {"records": [one], "links": one["links"]})
            return answers.of_json(request, one, media_type=GEOJSON)
    raise NotFound(gettext("The catalogue has no record “%(name)s”.") % {"name": name[:60]})


def _document(request: TownRequest, told: dict[str, Any], media_type: str, page: pages.Page) -> HttpResponse:
    if asking.form_of(request) == "html":
        return page(request, told)
    return answers.of_json(request, told, media_type=media_type)


def _facts_of(request: TownRequest, page: Page, query: Query, own: list[links.Link]) -> dict[str, Any]:
    """What a page of features tells of itself; a link to the next where more follow."""
    facts: dict[str, Any] = {"numberReturned": len(page.features), "links": own}
    if page.last is not None:
        following = links.asked_as(request, token=page.last)
        facts["links"] = [*own, links.link(following, "next", own[0]["type"], gettext("The features that follow"))]
    elif query.after is None:
        facts["numberMatched"] = len(page.features)
    return facts


def _count(request: TownRequest, layer: Layer, query: Query) -> HttpResponse:
    number = querying.count(layer, query, municipality=request.municipality)
    form = asking.form_of(request, of_features=True)
    own = links.of_features(links.Here(request), form)
    facts: dict[str, Any] = {"numberMatched": number, "numberReturned": 0, "links": own}
    if form == "jsonfg":
        facts = jsonfg.facts(layer, query.crs, root=links.root(request)) | facts
    what = answers.digest(answers.text(facts).encode())
    return _features(request, [], facts, query.crs, what=what, media_type=own[0]["type"])


def _features(
    request: TownRequest,
    features: list[str],
    facts: dict[str, Any],
    system: System,
    *,
    what: str,
    media_type: str = GEOJSON,
) -> HttpResponse:
    at = timezone.now()
    head = f'{{"type":"FeatureCollection","timeStamp":"{at.isoformat()}",'
    content = f'{head}{answers.text(facts)[1:-1]},"features":[{",".join(features)}]}}'.encode()
    return answers.answer(request, content, media_type=media_type, what=what, at=at, headers=answers.crs(system))
