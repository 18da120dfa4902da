"""The catalogue as linked data: readable in every form, complete by our shapes, in pages that harvesters follow."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from django.test import Client
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF, Namespace

from gis_assets.models import Municipality
from opendata import datasets, layers
from opendata.dcat import views
from tests import lasting

# The readers of rdflib and pyshacl use what rdflib itself calls old.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset.* is deprecated:DeprecationWarning"),
]
AT = datetime(2026, 11, 1, 3, tzinfo=UTC)
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
FORMS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
SHAPES = Path(__file__).with_name("shapes.ttl")


@lasting.fixture
def complete(municipality: Municipality) -> Municipality:
    municipality.settings = {"data_office": "กองช่าง", "data_email": "data@example.org"}
    municipality.save()
    datasets.published(municipality, at=AT)
    return municipality


def read(client: Client, address: str, form: str = "ttl") -> Graph:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return Graph().parse(data=answer.content, format=FORMS[form])


def test_catalogue_says_the_same_in_every_form(complete: Municipality, client: Client) -> None:
    told = [read(client, f"/catalog.{form}", form) for form in FORMS]

    assert [len(graph) for graph in told] == [len(told[0])] * len(FORMS)
    # All but the page itself, which is named by its form.
    for graph in told:
        for page in list(graph.subjects(RDF.type, HYDRA.PagedCollection)):
            graph.remove((page, None, None))
    assert all(isomorphic(told[0], other) for other in told[1:])


def test_catalogue_has_all_that_dcat_ap_demands(complete: Municipality, client: Client) -> None:
    graph = read(client, "/catalog.ttl")

    conforms, _graph, text = pyshacl.validate(graph, shacl_graph=str(SHAPES), advanced=False)

    assert conforms, text
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == len(layers.all_layers())


def test_shapes_find_what_is_missing(complete: Municipality, client: Client) -> None:
    graph = read(client, "/catalog.ttl")
    graph.remove((None, DCTERMS.license, None))

    conforms, _graph, _text = pyshacl.validate(graph, shacl_graph=str(SHAPES), advanced=False)

    assert not conforms


def test_pages_lead_to_each_other_until_the_last(
    complete: Municipality, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ON_A_PAGE", 4)

    seen = [
        found for graph in _followed(client, "/catalog.ttl?page=1") for found in graph.subjects(RDF.type, DCAT.Dataset)
    ]

    assert len(seen) == len(set(seen)) == len(layers.all_layers())


def test_only_what_was_described_since_is_told(complete: Municipality, client: Client) -> None:
    late = read(client, "/catalog.ttl?modified_since=2026-11-02")
    early = read(client, "/catalog.ttl?modified_since=2026-11-01T09:59:00+07:00")

    assert list(late.subjects(RDF.type, DCAT.Dataset)) == []
    assert len(list(early.subjects(RDF.type, DCAT.Dataset))) == len(layers.all_layers())


def test_data_set_stands_alone(complete: Municipality, client: Client) -> None:
    graph = read(client, "/data/roads.jsonld", "jsonld")

    roads = URIRef("http://testserver/data/roads/")
    assert set(graph.subjects(RDF.type, DCAT.Dataset)) == {roads}
    assert (roads, DCTERMS.accrualPeriodicity, None) in graph


def test_unchanged_catalogue_is_not_sent_again(complete: Municipality, client: Client) -> None:
    first = client.get("/catalog.ttl")

    assert client.get("/catalog.ttl", headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/catalog.ttl?page=0", 400),
        ("/catalog.ttl?page=x", 400),
        (f"/catalog.ttl?page=000000001{'9' * 5000}", 400),
        ("/catalog.ttl?modified_since=yesterday", 400),
        ("/catalog.ttl?modified_since=2026-13-01", 400),
        ("/catalog.csv", 404),
        ("/data/owners.ttl", 404),
    ],
)
def test_wrong_question_is_answered_with_its_status(
    complete: Municipality, client: Client, address: str, status: int
) -> None:
    assert client.get(address).status_code == status


def _followed(client: Client, address: str | None) -> Iterator[Graph]:
    while address:
        graph = read(client, address.replace("http://testserver", ""))
        yield graph
        found: list[Any] = [str(place) for place in graph.objects(None, HYDRA.nextPage)]
        address = found[0] if found else None
