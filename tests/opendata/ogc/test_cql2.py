"""Filters: the conformance tests of OGC API - Features part 3, and of CQL2 (21-065r2) for every class that we claim.

Each expression is asked of every column of the kinds that it is for, as text and as JSON. What the annex asks of two
answers ("no item in common", "identical") is asked here in one: a filter that finds nothing. Its tests on a world map
of its own (`test-data`, `logical`) need that map among our layers; their expressions are below where ours differ.
"""

import json
from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import cql2
import numpy as np
import pytest
import shapely

from opendata import systems
from tests.opendata.ogc.town import COUNTS, LAYERS, Program, link

pytestmark = pytest.mark.django_db
CASES = Path(__file__).with_name("cql2.txt")
KINDS = {"text": ["text"], "number": ["number", "integer"], "shape": ["shape"]}
VALUES = {
    "text": "'foo'", "boolean": "true", "number": "3.14", "integer": "1", "date": "DATE('2022-04-14')",
    "datetime": "TIMESTAMP('2022-04-14T14:48:46Z')",
}  # fmt: skip
SOME = {
    "text": "'foo', 'bar'", "boolean": "true", "number": "1, 2, 3", "integer": "1, 2, 3",
    "date": "'2022-04-14', '2022-04-15'", "datetime": "'2022-04-14T14:52:56Z', '2022-04-14T15:52:56Z'",
}  # fmt: skip
SHAPES = {
    "world": "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))",
    "box": "BBOX(-180,-90,180,90)",
    "holed": "(-180 -90, -90 -90, -90 90, -180 90, -180 -90), (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50)",
    "collection": "GEOMETRYCOLLECTION(POINT(7.02 49.92), POLYGON((0 0, 10 0, 10 10, 0 10, 0 0)))",
}
JOINED, AT_ONCE = {"nothing": "OR", "all": "AND"}, 6
FILLED = [layer for layer in LAYERS if layer.name in COUNTS]
COLUMNS: list[tuple[str, str, str]] = [
    (layer.name, column.name, column.kind) for layer in FILLED for column in layer.open_columns
]
COLUMNS += [(layer.name, "geometry", "shape") for layer in FILLED]


def expressions() -> Iterator[tuple[str, str, str, str]]:
    """Identifier, what must be found, layer, expression: each line of the cases for each column that it is for."""
    for line in CASES.read_text(encoding="utf-8").splitlines()[1:]:
        identifier, asked, expected, template = line.split(" | ", 3)
        kinds = [kind for word in asked.split() for kind in KINDS.get(word, VALUES)]
        for layer, name, kind in COLUMNS:
            if kind in kinds:
                text = template.format(q=name, v=VALUES.get(kind), some=SOME.get(kind), **SHAPES)
                yield identifier, expected, layer, text


def questions(*, layers: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """What must be found, layer, filter: what finds nothing, or all, of one layer is asked several at a time."""
    told = [one for one in expressions() if one[2] in layers]
    for (expected, layer), ones in groupby(sorted(told, key=itemgetter(1, 2)), key=itemgetter(1, 2)):
        texts = [text for _identifier, _expected, _layer, text in ones]
        at_once = AT_ONCE if expected in JOINED else 1
        for start in range(0, len(texts), at_once):
            joined = f" {JOINED.get(expected)} ".join(f"({text})" for text in texts[start : start + at_once])
            yield expected, layer, joined


def judged(program: Program, told: tuple[str, str, str], **language: str) -> str:
    """Empty when the answer is as expected, else what it was."""
    expected, layer, text = told
    written = json.dumps(cql2.parse_text(text).to_json()) if language else text
    answer = program.get(f"/collections/{layer}/items", resultType="hits", filter=written, **language)
    if expected == "refused" or answer.status_code != 200:
        is_right = expected == "refused" and answer.status_code == 400
        return "" if is_right else f"{answer.status_code} {answer.content.decode()[:200]}"
    found, most = answer.json()["numberMatched"], COUNTS[layer]
    is_right = {"nothing": found == 0, "all": found == most, "some": 0 <= found <= most}[expected]
    return "" if is_right else f"{found} of {most}"


def test_conf_cql2_text_validate(program: Program) -> None:
    """Every class of `cql2.txt`."""
    asked = {told: judged(program, told) for told in questions(layers=COUNTS)}

    assert {told: wrong for told, wrong in asked.items() if wrong} == {}


def test_conf_cql2_json_validate(program: Program) -> None:
    """The parcels: the way from JSON is the same for every layer."""
    asked = {told: judged(program, told, **{"filter-lang": "cql2-json"}) for told in questions(layers=["parcels"])}

    assert {told: wrong for told, wrong in asked.items() if wrong} == {}


@pytest.mark.parametrize("text", ["it''s", "\a\b\t\n\v\f\r", "a''''b"])
def test_conf_cql2_text_escaping(program: Program, text: str) -> None:
    plain = text.replace("''", "'")

    assert program.codes(filter=f"'{text}' = '{text}' AND code <> '{text}'", code="01A001") == ["01A001"]
    assert cql2.parse_text(f"code = '{text}'").to_json()["args"][1] == plain


def box_in(uri: str, bbox: list[float]) -> str:
    """The rectangle around a bbox in another system, as its axes are ordered."""
    west, south, east, north = bbox
    corners = shapely.multipoints([(west, south), (west, north), (east, south), (east, north)])
    system = systems.SYSTEMS[uri]
    a, b, c, d = systems.from_crs84(np.array([corners]), system)[0].bounds
    return ",".join(map(repr, (b, a, d, c) if system.is_north_first else (a, b, c, d)))


def test_conf_filter_get_queryables_and_get_collection(program: Program) -> None:
    """`/conf/filter/get-queryables`, `/conf/filter/get-collections`, `/conf/filter/get-collection`: for every layer.

    The collection of records takes no filters and has none.
    """
    for one in program.json("/collections")["collections"]:
        if one["itemType"] == "record":
            continue
        address = f"http://testserver/ogc/collections/{one['id']}/queryables"
        answer = program.get(link(one, "http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json"))
        assert answer["Content-Type"] == "application/schema+json"
        told = answer.json()
        assert (told["$id"], told["type"]) == (address, "object")
        assert told["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert told["properties"]["geometry"]


def test_conf_filter_filter_param_and_filter_lang_default(program: Program) -> None:
    """`/conf/filter/filter-param`, `/conf/filter/filter-lang-default`, `/conf/filter/expression-construction`."""
    for layer in FILLED:
        address, column = f"/collections/{layer.name}/items", layer.open_columns[0].name
        for language in ({}, {"filter-lang": "cql2-text"}):
            for text, status in (
                (f"{column} IS NULL", 200), ("THIS IS NOT A FILTER", 400), ("this_is_not_a_queryable IS NULL", 400),
            ):  # fmt: skip
                assert program.get(address, filter=text, **language).status_code == status, (layer.name, text)


def test_conf_filter_filter_crs_param_and_mixing_expression(program: Program) -> None:
    """`/conf/filter/filter-crs-param`, `/conf/filter/filter-crs-wgs84`, `/conf/filter/mixing-expression`."""
    described = {one["id"]: one for one in program.json("/collections")["collections"]}
    for layer in FILLED:
        told, every = described[layer.name], [one["id"] for one in program.features(layer.name)]
        (bbox,) = told["extent"]["spatial"]["bbox"]
        here, written = f"S_INTERSECTS(geometry,BBOX({','.join(map(str, bbox))}))", ",".join(map(str, bbox))
        assert [one["id"] for one in program.features(layer.name, filter=here)] == every
        assert [one["id"] for one in program.features(layer.name, filter=here, bbox=written)] == every
        assert program.features(layer.name, filter=here, bbox="0,0,1,1") == []
        for uri in told["crs"]:
            asked = {"filter": f"S_INTERSECTS(geometry,BBOX({box_in(uri, bbox)}))", "filter-crs": uri}
            assert [one["id"] for one in program.features(layer.name, **asked)] == every, (layer.name, uri)


def test_conf_filter_filter_crs_wgs84_is_the_default(program: Program) -> None:
    far = "S_INTERSECTS(geometry,BBOX(1000000,1000000,2000000,2000000))"
    unknown = {"filter": "TRUE", "filter-crs": "http://www.opengis.net/def/crs/OGC/0/does_not_exist"}

    assert program.get("/collections/parcels/items", filter=far).status_code == 400
    assert program.get("/collections/parcels/items", **unknown).status_code == 400


def test_conf_features_filter_filter_on_items_with_shapes_of_every_kind(program: Program) -> None:
    """A shape that a function of the database does not take is refused, never a fault of ours."""
    for function in (
        "S_INTERSECTS",
        "S_DISJOINT",
        "S_WITHIN",
        "S_CONTAINS",
        "S_EQUALS",
        "S_TOUCHES",
        "S_CROSSES",
        "S_OVERLAPS",
    ):
        for shape in (SHAPES["collection"], "MULTIPOINT(7 50,10 51)", "LINESTRING(1 1, 1 1)", "GEOMETRYCOLLECTION()"):
            answer = program.get("/collections/parcels/items", filter=f"{function}(geometry,{shape})")
            assert answer.status_code in (200, 400), (function, shape)
