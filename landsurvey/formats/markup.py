"""Opens XML that somebody else wrote: no document type, no entities, nothing fetched, and no depth without an end."""

import io
import re
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeXml

from landsurvey.words import FileRefused, gettext_noop

_START_BYTES = 65_536
_DEEPEST = 200
_DECLARATION_BYTES = 200
_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)""")


class HasDoctype(FileRefused):
    msgid = gettext_noop(
        "The XML defines a document type or entities, which can make a reader open other files or swell without end. "
        "Export the file again without them."
    )


class NotXml(FileRefused):
    msgid = gettext_noop(
        "The file is no sound XML: in line %(line)s, column %(column)s, something else was expected. "
        "Export it again and send that."
    )


class TooDeep(FileRefused):
    msgid = gettext_noop("The XML is nested more deeply than any survey. Export it again and send that.")


def root_of(path: Path) -> str:
    """Return the name of the root element as {namespace}name; raises `HasDoctype` or `NotXml`."""
    with path.open("rb") as opened:
        start = opened.read(_START_BYTES)
    try:
        for _, element in SafeXml.iterparse(io.BytesIO(start), events=("start",), forbid_dtd=True):
            return str(element.tag)
    except DefusedXmlException as error:
        raise HasDoctype from error
    except (ParseError, LookupError, ValueError) as error:
        raise _not_xml(error) from error
    raise NotXml(line=1, column=1)


def parsed(content: bytes) -> Element:
    """Return the root element of the whole file, with comments left out."""
    try:
        depth = 0
        root: Element | None = None
        for event, element in SafeXml.iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            if depth > _DEEPEST:
                raise TooDeep
    except DefusedXmlException as error:
        raise HasDoctype from error
    except (ParseError, LookupError, ValueError) as error:
        raise _not_xml(error) from error
    if root is None:
        raise NotXml(line=1, column=1)
    return root


def encoding_of(content: bytes) -> str:
    """Return what the declaration says the file is written in; the parser has found it to be true."""
    match = _DECLARED.match(content[:_DECLARATION_BYTES])
    return match[1].decode("ascii").lower() if match else "utf-8"


def local(tag: str) -> str:
    """Return the name without its namespace."""
    return tag.rpartition("}")[2]


def _not_xml(error: Exception) -> NotXml:
    line, column = getattr(error, "position", (1, 0))
    return NotXml(line=line, column=column + 1)
