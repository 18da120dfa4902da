"""Filters: the conformance tests of OGC API - Features part 3, and of CQL2 (21-065r2) for every class that we claim.

Each expression is asked of every column of the kinds that it is for, as text and as JSON. What the annex asks of two
answers ("no item in common", "identical") is asked here in one: a filter that finds nothing. Its tests on a world map
of its own (`test-data`, `logical`) need that map among our layers; their expressions are below where ours differ.
"""

import json
from collections.abc import Iterator

import cql2
import numpy as np
import pytest
import shapely

from opendata import systems
from tests.opendata.ogc.town import COUNTS, LAYERS, Program, link

pytestmark = pytest.mark.django_db
NOTHING, ALL, SOME, REFUSED = "nothing", "all", "some", "refused"
VALUES = {
    "text": "'foo'", "boolean": "true", "number": "3.14", "integer": "1", "date": "DATE('2022-04-14')",
    "datetime": "TIMESTAMP('2022-04-14T14:48:46Z')",
}  # fmt: skip
IN = {
    "text": "'foo', 'bar'", "boolean": "true", "number": "1, 2, 3", "integer": "1, 2, 3",
    "date": "'2022-04-14', '2022-04-15'", "datetime": "'2022-04-14T14:52:56Z', '2022-04-14T15:52:56Z'",
}  # fmt: skip
TEXTS, NUMBERS, EVERY, SHAPE = ("text",), ("number", "integer"), tuple(VALUES), ("shape",)
WORLD = "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))"
BOX = "BBOX(-180,-90,180,90)"
HOLED = "(-180 -90, -90 -90, -90 90, -180 90, -180 -90), (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50)"
COLLECTION = "GEOMETRYCOLLECTION(POINT(7.02 49.92), POLYGON((0 0, 10 0, 10 10, 0 10, 0 0)))"
# The identifier; for which kinds of columns; the expression with {q} the column and {v} a value; what it must find.
CASES = [
    ("/conf/basic-cql2/comparison", EVERY, "{q} = {v} AND {q} <> {v}", NOTHING),
    ("/conf/basic-cql2/comparison", EVERY, "{q} > {v} AND {q} <= {v}", NOTHING),
    ("/conf/basic-cql2/comparison", EVERY, "{q} < {v} AND {q} >= {v}", NOTHING),
    ("/conf/basic-cql2/is-null", EVERY + SHAPE, "{q} IS NULL AND {q} is not null", NOTHING),
    ("/conf/basic-cql2/is-null", EVERY + SHAPE, "{q} IS NULL OR {q} is not null", ALL),
    ("/conf/basic-cql2/boolean", SHAPE, "true", ALL),
    ("/conf/basic-cql2/boolean", SHAPE, "false", NOTHING),
    ("/conf/basic-cql2/logical", EVERY, "(NOT ({q} = {v}) AND {q} = {v}) OR ({q} > {v} and {q} <= {v})", NOTHING),
    ("/conf/advanced-comparison-operators/like", TEXTS, "{q} LIKE '_%' AND {q} like ''", NOTHING),
    ("/conf/advanced-comparison-operators/like", TEXTS, "{q} LIKE '%' AND NOT {q} like '%%'", NOTHING),
    ("/conf/advanced-comparison-operators/like", TEXTS, "{q} like '%%' AND NOT {q} LIKE '%'", NOTHING),
    ("/conf/advanced-comparison-operators/like", TEXTS, r"{q} like '\%\_'", NOTHING),
    ("/conf/advanced-comparison-operators/between", NUMBERS, "{q} BETWEEN 0 AND 100", SOME),
    ("/conf/advanced-comparison-operators/between", NUMBERS, "{q} between 100.0 and 1.0", NOTHING),
    ("/conf/advanced-comparison-operators/between", NUMBERS, "{q} not between {q} and {q}", NOTHING),
    ("/conf/advanced-comparison-operators/in", EVERY, "{q} IN ({in_})", SOME),
    ("/conf/advanced-comparison-operators/in", EVERY, "{q} in ({in_}) AND {q} not in ({in_})", NOTHING),
    ("/conf/case-insensitive-comparison/casei", TEXTS, "CASEI({q}) = casei('foo') AND CASEI({q}) <> casei('FOO')", NOTHING),
    ("/conf/case-insensitive-comparison/casei", TEXTS, "CASEI({q}) IN (casei('foo'), casei('Bar'))", NOTHING),
    ("/conf/case-insensitive-comparison/casei-like", TEXTS, "CASEI({q}) LIKE casei('foo%') AND NOT CASEI({q}) LIKE casei('FOO%')", NOTHING),
    ("/conf/property-property/comparison-value-property", EVERY, "{v} = {q} AND {v} <> {q}", NOTHING),
    ("/conf/property-property/comparison-value-property", EVERY, "{v} > {q} AND {v} <= {q}", NOTHING),
    ("/conf/property-property/comparison-value-property", EVERY, "{v} < {q} AND {v} >= {q}", NOTHING),
    ("/conf/property-property/comparison-property-property", EVERY, "{q} <> {q} OR {q} < {q} OR {q} > {q}", NOTHING),
    ("/conf/property-property/comparison-property-property", EVERY, "({q} = {q} AND {q} >= {q} AND {q} <= {q}) OR {q} IS NULL", ALL),
    ("/conf/property-property/comparison-value-value", EVERY, "{v} <> {v} OR {v} < {v} OR {v} > {v}", NOTHING),
    ("/conf/property-property/comparison-value-value", EVERY, "{v} = {v} AND {v} >= {v} AND {v} <= {v}", ALL),
    ("/conf/property-property/comparison-value-value", TEXTS, "'København' LIKE 'K_benhavn'", ALL),
    ("/conf/basic-spatial-functions/s_intersects", SHAPE, f"S_INTERSECTS({{q}},{BOX})", ALL),
    ("/conf/basic-spatial-functions/s_intersects", SHAPE, "S_INTERSECTS({q},POINT(7.02 49.92))", NOTHING),
    ("/conf/basic-spatial-functions/s_intersects", SHAPE, "S_INTERSECTS({q},POINT(90 180))", REFUSED),
    ("/conf/basic-spatial-functions/s_intersects", SHAPE, "S_INTERSECTS({q},BBOX(-180,-90,-90,90)) AND S_INTERSECTS({q},BBOX(90,-90,180,90))", NOTHING),
    ("/conf/basic-spatial-functions/s_intersects", SHAPE, "S_INTERSECTS({q},BBOX(90,-90,-150,90))", ALL),
    ("/conf/basic-spatial-functions/s_intersects", SHAPE, "S_INTERSECTS({q},BBOX(150,-90,-150,90))", NOTHING),
    ("/conf/basic-spatial-functions-plus/s_intersects", SHAPE, "S_INTERSECTS({q},MULTIPOINT(7.02 49.92, 90 180))", REFUSED),
    ("/conf/basic-spatial-functions-plus/s_intersects", SHAPE, "S_INTERSECTS({q},LINESTRING(-180 -45, 0 -45))", NOTHING),
    ("/conf/basic-spatial-functions-plus/s_intersects", SHAPE, "S_INTERSECTS({q},MULTILINESTRING((-180 -45, 0 -45), (0 45, 180 45)))", NOTHING),
    ("/conf/basic-spatial-functions-plus/s_intersects", SHAPE, f"S_INTERSECTS({{q}},POLYGON({HOLED}))", NOTHING),
    ("/conf/basic-spatial-functions-plus/s_intersects", SHAPE, f"S_INTERSECTS({{q}},MULTIPOLYGON(({HOLED}),((0 0, 10 0, 10 10, 0 10, 0 0))))", NOTHING),
    ("/conf/basic-spatial-functions-plus/s_intersects", SHAPE, f"S_INTERSECTS({{q}},{COLLECTION})", NOTHING),
    ("/conf/spatial-functions/s_intersects", SHAPE, f"S_INTERSECTS({{q}},{WORLD})", ALL),
    ("/conf/spatial-functions/s_intersects", SHAPE, "S_INTERSECTS({q},LINESTRING(7 50, 10 51))", NOTHING),
    ("/conf/spatial-functions/s_disjoint", SHAPE, f"S_DISJOINT({{q}},{BOX}) OR S_DISJOINT({{q}},{WORLD})", NOTHING),
    ("/conf/spatial-functions/s_disjoint", SHAPE, "S_DISJOINT({q},LINESTRING(7 50,10 51)) AND S_DISJOINT({q},POINT(7.02 49.92))", ALL),
    ("/conf/spatial-functions/s_disjoint", SHAPE, "S_DISJOINT({q},POINT(90 180))", REFUSED),
    ("/conf/spatial-functions/s_equals", SHAPE, f"S_EQUALS({{q}},{WORLD}) OR S_EQUALS({{q}},POINT(7.02 49.92))", NOTHING),
    ("/conf/spatial-functions/s_touches", SHAPE, f"S_TOUCHES({{q}},{BOX}) OR S_TOUCHES({{q}},LINESTRING(7 50,10 51))", NOTHING),
    ("/conf/spatial-functions/s_crosses", SHAPE, f"S_CROSSES({{q}},{WORLD}) OR S_CROSSES({{q}},LINESTRING(7 50,10 51))", NOTHING),
    ("/conf/spatial-functions/s_within", SHAPE, f"S_WITHIN({{q}},{BOX}) AND S_WITHIN({{q}},{WORLD})", ALL),
    ("/conf/spatial-functions/s_within", SHAPE, "S_WITHIN({q},LINESTRING(7 50,10 51)) OR S_WITHIN({q},MULTIPOINT(7 50,10 51))", NOTHING),
    ("/conf/spatial-functions/s_contains", SHAPE, f"S_CONTAINS({{q}},{BOX}) OR S_CONTAINS({{q}},{WORLD})", NOTHING),
    ("/conf/spatial-functions/s_contains", SHAPE, "S_CONTAINS({q},LINESTRING(7 50,10 51)) OR S_CONTAINS({q},MULTIPOINT(7 50,10 51))", NOTHING),
    ("/conf/spatial-functions/s_overlaps", SHAPE, f"S_OVERLAPS({{q}},{WORLD}) OR S_OVERLAPS({{q}},LINESTRING(7 50,10 51))", NOTHING),
]  # fmt: skip
FILLED = [layer for layer in LAYERS if layer.name in COUNTS]
COLUMNS = [(layer.name, column.name, column.kind) for layer in FILLED for column in layer.open_columns]
SHAPES = [(layer.name, "geometry", "shape") for layer in FILLED]


def expressions() -> Iterator[tuple[str, str, str, str]]:
    """Identifier, layer, expression, what it must find."""
    for identifier, kinds, template, expected in CASES:
        for layer, name, kind in COLUMNS + SHAPES:
            if kind in kinds:
                text = template.format(q=name, v=VALUES.get(kind, ""), in_=IN.get(kind, ""))
                yield identifier, layer, text, expected


def judged(program: Program, layer: str, asked: dict[str, str], expected: str) -> str:
    """Empty when the answer is as expected, else what it was."""
    answer = program.get(f"/collections/{layer}/items", resultType="hits", **asked)
    if expected == REFUSED or answer.status_code != 200:
        wanted = 400 if expected == REFUSED else 200
        return "" if answer.status_code == wanted else f"{answer.status_code} {answer.content.decode()[:200]}"
    found, most = answer.json()["numberMatched"], COUNTS[layer]
    is_right = {NOTHING: found == 0, ALL: found == most, SOME: 0 <= found <= most}[expected]
    return "" if is_right else f"{found} of {most}"


def test_conf_cql2_text_validate(program: Program) -> None:
    asked = {told: judged(program, told[1], {"filter": told[2]}, told[3]) for told in expressions()}

    assert {told: wrong for told, wrong in asked.items() if wrong} == {}


def test_conf_cql2_json_validate(program: Program) -> None:
    """One column for each expression: the way from JSON is the same for all."""
    asked = {}
    for told in {
        (identifier, text[:30], expected): (identifier, layer, text, expected)
        for identifier, layer, text, expected in expressions()
    }.values():
        filtered = {"filter": json.dumps(cql2.parse_text(told[2]).to_json()), "filter-lang": "cql2-json"}
        asked[told] = judged(program, told[1], filtered, told[3])

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
        for shape in (COLLECTION, "MULTIPOINT(7 50,10 51)", "LINESTRING(1 1, 1 1)", "GEOMETRYCOLLECTION()"):
            answer = program.get("/collections/parcels/items", filter=f"{function}(geometry,{shape})")
            assert answer.status_code in (200, 400), (function, shape)
