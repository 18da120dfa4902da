"""What GeoReport v2 asks of an answer, as JSON Schemas in our own words and stricter than the published ones.

The published schemas (open311/schema-validation, georeport-v2) were read for the required fields, the types, the words
allowed, and that every number or code is a string. Here in addition no field is allowed that the standard does not
name, and instants must have a zone.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import jsonschema

INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
TEXT, WORDS = {"type": "string", "minLength": 1}, {"type": ["string", "null"]}


def a(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """An object with these fields and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | optional,
        "additionalProperties": False,
    }


def many(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


SERVICE = a(
    {
        "service_code": TEXT,
        "service_name": TEXT,
        "metadata": {"type": "boolean"},
        "type": {"enum": ["realtime", "batch", "blackbox"]},
    },
    description=WORDS,
    keywords=WORDS,
    group=WORDS,
)
ATTRIBUTE = a(
    {
        "variable": {"type": "boolean"},
        "code": TEXT,
        "datatype": {"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
        "required": {"type": "boolean"},
    },
    datatype_description=WORDS,
    order={"type": "integer", "minimum": 1},
    description=WORDS,
    values=many(a({"key": TEXT, "name": TEXT})),
)
DEFINITION = a({"service_code": TEXT, "attributes": many(ATTRIBUTE)})
REQUEST = a(
    {
        "service_request_id": TEXT,
        "status": {"enum": ["open", "closed"]},
        "service_code": TEXT,
        "requested_datetime": INSTANT,
    },
    status_notes=WORDS,
    service_name=WORDS,
    description={"type": ["string", "null"], "maxLength": 4000},
    agency_responsible=WORDS,
    service_notice=WORDS,
    updated_datetime={"anyOf": [INSTANT, {"type": "null"}]},
    expected_datetime={"anyOf": [INSTANT, {"type": "null"}]},
    address=WORDS,
    address_id=WORDS,
    zipcode=WORDS,
    lat={"type": "number", "minimum": -90, "maximum": 90},
    long={"type": "number", "minimum": -180, "maximum": 180},
    media_url=WORDS,
)
POSTED = a({"service_request_id": TEXT}, service_notice=WORDS, account_id=WORDS)
TOKEN = a({"service_request_id": TEXT, "token": TEXT})
ERROR = a({"code": TEXT, "description": TEXT})
DISCOVERY = a(
    {
        "changeset": TEXT,
        "contact": TEXT,
        "key_service": TEXT,
        "endpoints": many(
            a(
                {
                    "specification": {"const": "http://wiki.open311.org/GeoReport_v2"},
                    "url": {"type": "string", "pattern": "^https?://[^ ]+[^/]$"},
                    "changeset": TEXT,
                    "type": {"enum": ["production", "test"]},
                    "formats": {"type": "array", "items": {"enum": ["text/xml", "application/json"]}, "minItems": 1},
                }
            )
        ),
    }
)


def check(answer: Any, schema: dict[str, Any]) -> None:
    """Fail where an answer is not as the standard wants it."""
    jsonschema.Draft202012Validator(schema).validate(answer)


def spark(xml: bytes) -> Any:
    """What the standard's own mapping makes of XML: lists lose their items' names, and all values are text."""
    return _value(ElementTree.fromstring(xml))


LISTS = {"services", "service_requests", "attributes", "values", "errors", "endpoints", "formats"}


def _value(element: ElementTree.Element) -> Any:
    if element.tag in LISTS:
        return [_value(child) for child in element]
    children = list(element)
    return {child.tag: _value(child) for child in children} if children else element.text


def texts(answer: Any) -> Any:
    """JSON with every value written as XML writes it, to be compared."""
    if isinstance(answer, dict):
        return {name: texts(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [texts(value) for value in answer]
    if isinstance(answer, bool):
        return str(answer).lower()
    return None if answer in (None, "") else str(answer)


def every_text(answer: Any) -> Iterator[str]:
    """All the values of an answer."""
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list):
        for value in answer:
            yield from every_text(value)
    elif answer is not None:
        yield str(answer)
