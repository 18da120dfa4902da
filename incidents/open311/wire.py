"""Writes answers of GeoReport v2 as JSON and as XML. Pure: plain data in, bytes out.

JSON is the standard's mapping of the XML: lists lose the names of their items.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from xml.etree import ElementTree

Value: TypeAlias = "str | int | float | bool | Mapping[str, Value] | Sequence[Value] | None"
ITEM_OF = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What one item of a list is called in XML."""
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(answer: Value) -> bytes:
    """The answer in JSON, UTF-8."""
    return json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()


def as_xml(name: str, answer: Value) -> bytes:
    """The answer in XML, UTF-8, below a root of that name; signs that XML has no way to write are left out."""
    root = ElementTree.Element(name)
    _fill(root, answer)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _fill(element: ElementTree.Element, value: Value) -> None:
    if isinstance(value, str):
        element.text = _NOT_IN_XML.sub("", value)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _fill(ElementTree.SubElement(element, name), inner)
    elif isinstance(value, Sequence):
        for inner in value:
            _fill(ElementTree.SubElement(element, ITEM_OF[element.tag]), inner)
    elif value is not None:
        element.text = json.dumps(value)
