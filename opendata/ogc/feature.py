"""One feature of a layer: what is asked, and the answer once the database has told it.

Programs ask for features one by one more often than for anything else. Hence the question stands apart from the
answer: between them lies one statement, which a thread may ask or the server's loop itself.
"""

from dataclasses import replace
from typing import NamedTuple

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from gis_assets.publication import Layer
from gis_assets.requests import TownRequest
from opendata import querying
from opendata.ogc import answers, asking, headers, jsonfg, lines, links, pages
from opendata.ogc.links import JSON
from opendata.ogc.problems import NotFound
from opendata.querying import Page, Question
from opendata.systems import CRS84


class Asked(NamedTuple):
    """What somebody wants to know of which feature, and the links around the answer."""

    layer: Layer
    feature_id: str
    question: Question
    form: asking.Form
    own: list[links.Link]
    root: str


def asked(request: TownRequest, layer: Layer, feature_id: str) -> Asked:
    """Raises `Problem`, also where the layer can have no such feature."""
    query = asking.query_of_a_feature(request, layer, today=timezone.localdate())
    form = asking.form_of(request, of_features=True)
    if form == "html":
        query = replace(query, crs=CRS84)  # the map of a page is in degrees
    question = querying.of_a_feature(layer, feature_id, query, municipality=request.municipality)
    if question is None:
        raise _unknown(layer, feature_id)
    here = links.Here(request)
    own, root = links.of_features(here, form), here.root
    own.append(links.link(f"{root}/collections/{layer.name}", "collection", JSON, str(layer.title)))
    return Asked(layer, feature_id, question, form, own, root)


def known(request: TownRequest, asked: Asked) -> str | None:
    """The tag that the asker brings where the answer would be what he has."""
    around = answers.text(asked.own)
    return answers.known_of(request, asked.layer, asked.question, around, municipality=request.municipality)


def answered(request: TownRequest, asked: Asked, page: Page) -> HttpResponse:
    """Raises `NotFound`."""
    layer, question, own = asked.layer, asked.question, asked.own
    if not page.features:
        raise _unknown(layer, asked.feature_id)
    (text,) = page.features
    if asked.form == "html":
        return pages.item(request, layer, text, own)
    around = answers.text(own)
    what = answers.mark(layer, question, around, changed=page.digest)
    if asked.form == "jsonfg":
        town = request.municipality
        told = jsonfg.feature(text, layer, question.query, municipality=town, root=asked.root, own=own)
    else:
        told = f'{text[:-1]},"links":{around}}}'
    crs = answers.crs(question.query.crs)
    return answers.answer(request, told.encode(), media_type=own[0]["type"], what=what, headers=crs)


async def told_here(request: TownRequest, *, layer: Layer, feature_id: str, asks: lines.Lines) -> HttpResponse:
    """The answer without a thread. Raises `NotHere` where more than one question is needed, and as the others do."""
    wanted = asked(request, layer, feature_id)
    if wanted.form != "json" or headers.brought_tags(request):
        raise lines.NotHere
    question = wanted.question
    rows = await asks.asked(question.statement, question.values, town=request.municipality.pk)
    return answered(request, wanted, querying.page_of(question, rows))


def _unknown(layer: Layer, feature_id: str) -> NotFound:
    sentence = gettext("The layer “%(name)s” has no feature “%(id)s” on that day.")
    return NotFound(sentence % {"name": layer.name, "id": feature_id[:100]})
