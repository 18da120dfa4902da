"""Filters in CQL2: what they find, and that nothing else can be asked."""

import json
import time
from typing import Any

import pytest

from tests.opendata.ogc.town import Program, epsg

pytestmark = pytest.mark.django_db
ITEMS = "/collections/parcels/items"
EVERY = ["01A000", "01A001", "01A002"]
FOUND: dict[str, list[str]] = {
    "code = '01A001'": ["01A001"],
    "'01A001' = code": ["01A001"],
    "code <> '01A001'": ["01A000", "01A002"],
    "code > '01A000' AND code <= '01A001'": ["01A001"],
    "NOT (code = '01A001' OR code = '01A002')": ["01A000"],
    "code LIKE '01_00%'": EVERY,
    "code NOT LIKE '%1'": ["01A000", "01A002"],
    "CASEI(code) LIKE CASEI('01a001')": ["01A001"],
    "CASEI(code) = CASEI('01a002')": ["01A002"],
    "code IN ('01A000', '01A002', 'x')": ["01A000", "01A002"],
    "code NOT IN ('01A000')": ["01A001", "01A002"],
    "code IS NULL": [],
    "code IS NOT NULL": EVERY,
    "geometry IS NULL": [],
    "measured_area_m2 BETWEEN 399 AND 401": EVERY,
    "measured_area_m2 = 400": EVERY,
    "measured_area_m2 > 1e300": [],
    "measured_area_m2 < -1": [],
    "code = main_use": [],
    "in_force_since = DATE('2023-01-01')": EVERY,
    "in_force_since >= '2023-01-01'": EVERY,
    "in_force_since < TIMESTAMP('2022-12-31T17:00:00Z')": [],
    "in_force_since BETWEEN DATE('2022-01-01') AND DATE('2024-01-01')": EVERY,
    "1 = 1": EVERY,
    "'a' LIKE '_' AND DATE('2024-01-01') > DATE('2024-01-02')": [],
    "TRUE": EVERY,
    "FALSE": [],
    "code = 'it''s; DROP TABLE x --'": [],
    "code = '%(on)s'": [],
    "code = '100 %'": [],
    "S_INTERSECTS(geometry, BBOX(98, 18, 99, 19))": EVERY,
    "S_INTERSECTS(BBOX(98, 18, 99, 19), geometry)": EVERY,
    "S_WITHIN(geometry, POLYGON((98 18, 99 18, 99 19, 98 19, 98 18)))": EVERY,
    "S_CONTAINS(geometry, POLYGON((98 18, 99 18, 99 19, 98 19, 98 18)))": [],
    "S_DISJOINT(geometry, BBOX(98, 18, 99, 19))": [],
    "S_DISJOINT(geometry, POINT(0 0))": EVERY,
    "S_EQUALS(geometry, POINT(0 0))": [],
    "S_TOUCHES(geometry, LINESTRING(0 0, 1 1))": [],
    "S_CROSSES(geometry, LINESTRING(98 18.74857, 99 18.74857))": EVERY,
    "S_OVERLAPS(geometry, MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0))))": [],
    "S_INTERSECTS(geometry, POINT(1 2 3))": [],
}

REFUSED = [
    "", "nope=1", "document_number = '1'", "geom IS NULL", "id = 'x'", "code", "code =", "code = 1", "1 = 'x'",
    "DATE('2024-01-01') = 1",
    "measured_area_m2 = '400'", "measured_area_m2 = code", "has_lamp", "code = TRUE", "in_force_since = 'x'",
    "in_force_since = DATE('2024-13-01')", "in_force_since = 5", "code LIKE 5", "measured_area_m2 LIKE 'x'",
    "code LIKE '\\", "code LIKE 'x\\'", "code BETWEEN 1", "code IN ()", "code = 'x", "code = 'x' --",
    "code = 'x'; SELECT 1",
    "measured_area_m2 + 1 > 2", "measured_area_m2 / 0 = 1", "pg_sleep(10) = 1", "CASEI(measured_area_m2) = 'x'",
    "ACCENTI(code) = 'x'", "T_AFTER(in_force_since, DATE('2020-01-01'))", "A_CONTAINS(code, ('x'))", "NOT code",
    "S_INTERSECTS(code, POINT(1 2))", "S_INTERSECTS(geometry, geometry)", "S_INTERSECTS(geometry, 'x')",
    "S_INTERSECTS(geometry, POINT(1e400 2))", "S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))",
    "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", "S_INTERSECTS(geometry, BBOX(1,2,3))",
    "S_INTERSECTS(geometry, BBOX(98,19,99,18))", "S_DWITHIN(geometry, POINT(1 2), 3)", "EXISTS(code)",
    "measured_area_m2 > 1e400", "geometry = 'x'", "code = geometry",
]  # fmt: skip
REFUSED_JSON = [
    "", "{}", "[]", "1", "null", '"x"', "{", '{"op":"="}', '{"op":"=","args":[]}',
    '{"op":"=","args":[{"property":"code"}]}',
    '{"op":"drop","args":[1]}', '{"op":"and","args":[true]}', '{"op":"and","args":[]}', '{"op":"not","args":[1]}',
    '{"op":"in","args":[{"property":"code"},[]]}',
    '{"op":"=","args":[{"property":"code"},{"op":"casei","args":[]}]}',
    '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}]}',
    '{"op":"=","args":[{"property":"code"},null]}',
    '{"op":"like","args":[{"property":"code"},{"op":"casei","args":[]}]}',
]  # fmt: skip


def test_filter_finds_what_it_says(program: Program) -> None:
    assert {text: program.codes(filter=text) for text in FOUND} == FOUND


def test_text_and_json_say_the_same(program: Program) -> None:
    told = {"op": "and", "args": [
        {"op": "like", "args": [{"property": "code"}, "01A%"]},
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [98, 18, 99, 19]}]},
        {"op": "not", "args": [{"op": "=", "args": [{"property": "code"}, "01A001"]}]},
    ]}  # fmt: skip

    assert program.codes(**{"filter": json.dumps(told), "filter-lang": "cql2-json"}) == ["01A000", "01A002"]


def test_filter_is_joined_to_all_else_that_is_asked(program: Program) -> None:
    assert program.codes(filter="code = '01A001' OR code = '01A002'", code="01A002", bbox="98,18,99,19") == ["01A002"]
    assert program.codes(filter="code = '01A001'", bbox="0,0,1,1") == []
    assert program.codes(filter="code = '01A001'", datetime="1999-01-01") == []


def test_columns_of_every_kind_can_be_asked(program: Program) -> None:
    assert len(program.features("poles", filter="has_lamp = TRUE AND state = 'good'")) == 2
    assert len(program.features("poles", filter="has_lamp")) == 2
    assert len(program.features("roads", filter="speed_kmh >= 36 AND speed_kmh IN (36, 50)")) == 2
    assert len(program.features("incidents", filter="reported_hour > TIMESTAMP('2020-01-01T00:00:00Z')")) == 2
    assert program.features("incidents", filter="reported_hour > DATE('2030-01-01')") == []


def test_filter_is_refused(program: Program) -> None:
    answers = {text: program.get(ITEMS, filter=text) for text in REFUSED}

    assert {text: answer.status_code for text, answer in answers.items()} == dict.fromkeys(REFUSED, 400)
    assert max(len(answer.json()["description"]) for answer in answers.values()) < 400


def test_filter_in_json_is_refused(program: Program) -> None:
    answers = {text: program.get(ITEMS, **{"filter": text, "filter-lang": "cql2-json"}) for text in REFUSED_JSON}

    assert {text: answer.status_code for text, answer in answers.items()} == dict.fromkeys(REFUSED_JSON, 400)


@pytest.mark.parametrize(
    "bomb",
    [
        "(" * 5_000, "(" * 30, "(" * 20 + "code = 'x' %" + ")" * 20, "NOT " * 20_000 + "TRUE", "NOT " * 3_000 + "TRUE",
        "code = 'x' AND " * 5_000 + "TRUE", "code IN (" + ",".join(["'x'"] * 50_000) + ")", "'" * 9_999,
        "a+(" * 25 + "1" + ")" * 25 + " = 1", "code = '" + "x" * 100_000 + "'",
        "S_INTERSECTS(geometry, POLYGON((" + ",".join(f"{n} 0" for n in range(5_000)) + ")))",
    ],
    ids=range(11),
)  # fmt: skip
def test_filter_bomb_is_refused_at_once(program: Program, bomb: str) -> None:
    before = time.process_time()

    refused = program.get(ITEMS, filter=bomb)

    assert refused.status_code == 400
    assert time.process_time() - before < 2


def test_bomb_in_json_is_refused(program: Program) -> None:
    deep = '{"op":"not","args":[' * 100 + "true" + "]}" * 100
    for text in (deep, "[" * 10_000, '{"op":"and","args":[' + ",".join(["true"] * 10_000) + "]}"):
        assert program.get(ITEMS, **{"filter": text, "filter-lang": "cql2-json"}).status_code == 400


@pytest.mark.parametrize("language", ["cql-text", "cql2", "sql", ""])
def test_language_that_is_not_offered_is_refused(program: Program, language: str) -> None:
    assert program.get(ITEMS, **{"filter": "TRUE", "filter-lang": language}).status_code == 400


def test_conf_queryables_are_the_open_columns_and_the_shape(program: Program) -> None:
    answer: Any = program.get("/collections/parcels/queryables")

    told = answer.json()
    assert answer["Content-Type"] == "application/schema+json"
    assert told["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert told["$id"] == "http://testserver/ogc/collections/parcels/queryables"
    assert told["properties"]["geometry"]["format"].startswith("geometry-")
    assert "type" not in told["properties"]["geometry"]
    assert set(told["properties"]) == {
        "geometry", "code", "document_type", "measured_area_m2", "main_use", "accuracy_class", "in_force_since",
    }  # fmt: skip
    assert program.codes(**{"filter": "S_INTERSECTS(geometry, POINT(0 0))", "filter-crs": epsg(4326)}) == []
