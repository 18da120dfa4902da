"""The list of the official abstract tests, each borne by a test of ours, and those of them that are about addresses.

The identifiers are those of the annexes A of OGC API - Features part 1 (17-069r4), part 2 (18-058r1) and part 3
(19-079r2), CQL2 (21-065r2), Tiles (20-057) and Records (20-004r1) for the classes that we claim. A test bears a name
either in its own (`test_conf_core_fc_links`) or as text. What has no test of its own says here why.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from opendata.ogc import documents, jsonfg, records
from tests.opendata.ogc.town import NAMES, Program, link

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
TESTS = HERE.parent.parent
SUITES = {
    "core": (
        "http root-op root-success api-definition-op api-definition-success conformance-op "
        "conformance-success fc-md-op fc-md-success fc-md-links fc-md-items fc-md-items-links fc-md-extent "
        "fc-md-extent-multi sfc-md-op sfc-md-success fc-op fc-limit-definition fc-limit-response "
        "fc-bbox-definition fc-bbox-response fc-time-definition fc-time-response fc-response fc-links "
        "fc-timeStamp fc-numberMatched fc-numberReturned query-param-unknown query-param-invalid crs84 f-op "
        "f-success f-links"
    ),
    "geojson": "definition content",
    "html": "definition content",
    "oas30": "completeness definition-1 definition-2 exceptions-codes oas-impl security",
    "crs": (
        "crs-uri default-crs storageCrs crs-parameter crs-parameter-default crs-parameter-invalid "
        "crs-transform bbox-crs-parameter bbox-crs-parameter-default bbox-crs-parameter-invalid"
    ),
    "filter": (
        "get-conformance get-collections get-queryables get-collection filter-param filter-lang-default "
        "expression-construction filter-crs-wgs84 filter-crs-param mixing-expression"
    ),
    "features-filter": "get-conformance filter-on-items",
    "basic-cql2": "comparison is-null boolean logical",
    "advanced-comparison-operators": "like between in",
    "case-insensitive-comparison": "casei casei-like",
    "property-property": "comparison-value-property comparison-property-property comparison-value-value",
    "basic-spatial-functions": "s_intersects",
    "basic-spatial-functions-plus": "s_intersects",
    "spatial-functions": "s_intersects s_disjoint s_equals s_touches s_crosses s_within s_contains s_overlaps",
    "cql2-text": "validate escaping",
    "cql2-json": "validate",
    "tiles-core": (
        "conformance-success tc-op tc-tilematrix-definition tc-tilerow-definition tc-tilecol-definition "
        "tc-success tc-error"
    ),
    "tileset": "conformance-success description",
    "tilesets-list": "conformance-success tileset-links",
    "geodata-tilesets": "conformance-success operation desc-links",
    "mvt": "content",
    "record-core": (
        "contact mandatory-properties-record license links time-instant time-interval time-instant-interval time-zone"
    ),
    "record-core-query-parameters": (
        "bbox datetime empty-value externalIds-definition externalIds-response ids-definition ids-response "
        "limit q-definition q-response type-definition type-response"
    ),
    "records-json": "record-content record-response",
    "records-html": "conformance definition content",
}
"""The classes by the name in their identifier; `tiles-`, `records-` stand before those that other suites have too."""
# Without a test: /conf/filter/get-functions, since we offer no functions of our own; test-data of CQL2, which needs its
# world map among our layers; templated-link of record-core, since no link of a record is one.


DEFINED: dict[str, tuple[str, dict[str, Any]]] = {
    "/conf/core/fc-limit-definition": ("limit", {"type": "integer"}),
    "/conf/core/fc-bbox-definition": (
        "bbox",
        {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
    ),
    "/conf/core/fc-time-definition": ("datetime", {"type": "string"}),
}
OPERATIONS = {
    "/conf/core/root-op": "/",
    "/conf/core/api-definition-op": "/api",
    "/conf/core/conformance-op": "/conformance",
    "/conf/core/fc-md-op": "/collections",
    "/conf/core/sfc-md-op": "/collections/{name}",
    "/conf/core/fc-op": "/collections/{name}/items",
    "/conf/core/f-op": "/collections/{name}/items/{id}",
}


def borne(identifier: str, text: str) -> bool:
    """Whether a test bears that name: as text, or in its own with `_` for each sign that is no letter."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", identifier).lower()
    name = "test" + re.sub(r"[/-]", "_", plain)
    return (
        any(f"{sign}{identifier}{sign}" in text for sign in '"`')
        or f"{identifier} |" in text
        or bool(re.search(rf"def {name}(_|\()", text))
    )


def test_each_official_test_has_one_of_ours_that_bears_its_name() -> None:
    files = [
        *HERE.glob("test_*.py"),
        HERE / "cql2.txt",
        HERE.parent / "test_tiles.py",
        TESTS / "clients" / "test_ogc.py",
        TESTS / "walks" / "test_open_api.py",
    ]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    identifiers = [f"/conf/{name}/{test}" for name, tests in SUITES.items() for test in tests.split()]

    assert [identifier for identifier in identifiers if not borne(identifier, text)] == []


def filled(template: str, program: Program) -> list[str]:
    """The address for every layer, with its first feature where one is asked for."""
    if "{id}" not in template:
        return [template.format(name=name) for name in (NAMES if "{name}" in template else ["parcels"])]
    firsts = {name: program.features(name, limit=1) for name in NAMES}
    return [template.format(name=name, id=found[0]["id"]) for name, found in firsts.items() if found]


def test_conf_core_operations_answer_a_get(program: Program) -> None:
    wrong = {}
    for identifier, template in OPERATIONS.items():
        for address in filled(template, program):
            answer = program.get(address)
            if answer.status_code != 200 or "json" not in answer["Content-Type"]:
                wrong[identifier, address] = answer.status_code

    assert wrong == {}


def test_conf_core_parameters_are_defined_as_the_standard_has_them(program: Program) -> None:
    known = program.json("/api")["components"]["parameters"]

    for name, schema in DEFINED.values():
        told = known[name]
        assert {key: told[key] for key in ("name", "in", "required", "style", "explode")} == {
            "name": name, "in": "query", "required": False, "style": "form", "explode": False,
        }, name  # fmt: skip
        assert schema.items() <= told["schema"].items(), name


def test_conf_core_fc_md_items_are_links_to_each_collection(program: Program) -> None:
    for one in program.json("/collections")["collections"]:
        assert link(one, "self").endswith(f"/ogc/collections/{one['id']}")


def test_conf_core_fc_md_extent_multi(program: Program) -> None:
    """One rectangle and one interval for each collection: the first holds all (`/conf/core/fc-md-extent`)."""
    for one in program.json("/collections")["collections"]:
        assert len(one["extent"].get("spatial", {"bbox": [0]})["bbox"]) == 1, one["id"]
        assert one["extent"].get("temporal", {"interval": [[None, None]]})["interval"] == [[None, None]]


def test_conf_geojson_definition_and_html_definition(program: Program) -> None:
    """`/conf/geojson/definition` and `/conf/html/definition`: all but tiles are defined in both forms."""
    for path, methods in program.json("/api")["paths"].items():
        if "/tile" in path:
            continue
        told = set(methods["get"]["responses"]["200"]["content"])
        is_of_features = path.endswith(("/items", "/items/{featureId}"))
        assert "text/html" in told, path
        assert is_of_features == ("application/geo+json" in told), path


def test_conf_oas30_oas_impl_all_that_is_defined_is_there(program: Program) -> None:
    wrong = {}
    for path in program.json("/api")["paths"]:
        name = path.split("/")[2] if path.startswith("/collections/") else ""
        if "{featureId}" in path and not (found := program.features(name, limit=1)):
            continue
        address = path.replace("{featureId}", found[0]["id"]) if "{featureId}" in path else path
        empty = address.format(tileMatrix=16, tileRow=0, tileCol=0)
        if (status := program.get(empty).status_code) != (200 if empty == address else 204):
            wrong[address] = status

    assert wrong == {}


def test_conf_oas30_exceptions_codes_and_completeness(program: Program) -> None:
    """`/conf/oas30/exceptions-codes`, `/conf/oas30/completeness`: each status that comes is defined where it comes."""
    for path, methods in program.json("/api")["paths"].items():
        address = path.replace("{featureId}", "nope")
        asked = [program.get(address), program.get(address, foo="1"), program.get(f"{address}/nope/nope")]
        asked.append(program.client.get(f"/ogc{address}", headers={"Accept": "image/png"}))
        assert {str(answer.status_code) for answer in asked} <= set(methods["get"]["responses"]), path


def test_conf_oas30_security_nobody_needs_a_key(program: Program) -> None:
    told = program.json("/api")

    assert "security" not in told
    assert "securitySchemes" not in told["components"]
    assert not any("security" in methods["get"] for methods in told["paths"].values())


def test_every_class_is_claimed_whose_tests_are_listed(program: Program) -> None:
    """`/conf/filter/get-conformance`, `/conf/features-filter/get-conformance` and their like."""
    claimed = {uri.rpartition("/")[2] for uri in program.json("/conformance")["conformsTo"]}

    listed = {name.removeprefix("tiles-").removeprefix("records-") for name in SUITES}
    assert listed <= claimed
    assert {
        uri.rpartition("/")[2]
        for uri in (*documents.CONFORMS_TO, *jsonfg.CONFORMS_TO, *documents.TILES, *records.CONFORMS_TO)
    } == claimed
