"""One GET as OpenAPI writes it: its summary, its parameters, what it answers and how it says no."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from opendata.ogc import asking
from opendata.ogc.links import HTML
from opendata.ogc.problems import JSON as PROBLEM

Schema = dict[str, Any]


def get(
    operation: str,
    summary: str,
    answers: Mapping[str, str | Schema],
    *,
    tag: str = "about",
    parameters: Iterable[Schema] = (),
    everywhere: Iterable[str] = asking.EVERYWHERE,
    more: Mapping[str, Schema] | None = None,
) -> Schema:
    """The operation. `answers`: the schema of each media type, or its name; `more`: other good answers by status."""
    told = {
        "200": {
            "description": summary,
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {media_type: {"schema": _schema(schema)} for media_type, schema in answers.items()},
        },
        **(more or {}),
        **{status: {"$ref": f"#/components/responses/{status}"} for status in responses()},
    }
    every = [*parameters, *(named(one) for one in everywhere)]
    return {
        "get": {"operationId": operation, "summary": summary, "tags": [tag], "parameters": every, "responses": told}
    }


def document(schema: str | Schema, media_type: str) -> dict[str, str | Schema]:
    """The answers of an address that a program reads and a person sees as a page."""
    return {media_type: schema, HTML: {"type": "string"}}


def named(parameter: str) -> Schema:
    """A parameter that `parameters.every` explains."""
    return {"$ref": f"#/components/parameters/{parameter}"}


def responses() -> dict[str, Schema]:
    """How every address says no, and that nothing is new."""
    words = {
        "304": gettext("Nothing has changed since the ETag that was sent"),
        "400": gettext("A parameter is unknown or has no valid value"),
        "404": gettext("There is no such layer or feature"),
        "406": gettext("None of the media types asked for is offered"),
        "500": gettext("Something is broken here"),
        "503": gettext("Not now, or not in the time that one request may take"),
    }
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}
    told: dict[str, Schema] = {
        status: {"description": sentence} | ({} if status == "304" else {"content": problem})
        for status, sentence in words.items()
    }
    seconds = gettext("Seconds after which it is worth asking again, where that is known")
    told["503"]["headers"] = {"Retry-After": {"description": seconds, "schema": {"type": "integer"}}}
    return told


def _schema(schema: str | Schema) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
