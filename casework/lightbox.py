"""Looks through a strange PDF, as a program of its own: bytes in, facts and a picture of the first page out.

The output's first line is JSON: pages, or why the file is refused (`damaged`, `locked`, `pages`, `active`, `twofold`).
Every object is looked at as it was parsed, also those packed into streams of objects, since a name may be written in
many ways. Pure: knows neither Django nor the database; it limits its own time and memory before it looks at a byte.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

SECONDS, MEMORY_BYTES = 20, 1_500_000_000
MOST_PAGES = 200
PREVIEW_PX, QUALITY = 700, 75
DEEPEST = 40
HEAD, TAIL = 1024, 64
_DAMAGED = (pikepdf.PdfError, pypdfium2.PdfiumError, OSError, ValueError, TypeError, KeyError, RuntimeError)

ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent", "/Launch"})
"""Keys under which something runs, is carried along, or makes a form that runs."""
ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"}
    | {"/RichMediaExecute", "/SetOCGState", "/Trans", "/GoTo3DView"}
)
ACTIVE_TYPES = frozenset({"/EmbeddedFile", "/Filespec", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
# What a reader that mends a broken file would find beside the objects in force; short names occur by chance.
_RAW_NAMES = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b")
_WRITTEN_BY_NUMBER = re.compile(rb"#([0-9A-Fa-f]{2})")
_PAGE_OF_THE_WEB = re.compile(rb"<\s*(!doctype|html|script|body|iframe|svg)\b", re.IGNORECASE)


def confine() -> None:
    """Take away what looking needs not; there is no way back."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def look(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The facts and a JPEG of the first page; the facts say `refused` where the file is not taken."""
    if is_twofold(content):
        return {"refused": "twofold"}, b""
    try:
        refused = _refused(content)
        return ({"refused": refused}, b"") if refused else _seen(content)
    except pikepdf.PasswordError:
        return {"refused": "locked"}, b""
    except _DAMAGED:
        return {"refused": "damaged"}, b""


def is_twofold(content: bytes) -> bool:
    """Whether the file is something else as well: an archive, a page of the web, or has a tail behind its end."""
    begins, ends = content[:HEAD], content[content.rfind(b"%%EOF") + len(b"%%EOF") :]
    if not content.startswith(b"%PDF-") or _PAGE_OF_THE_WEB.search(begins):
        return True
    has_tail = b"%%EOF" in content and len(ends.strip(b"\r\n\t \0")) > TAIL
    return has_tail or zipfile.is_zipfile(io.BytesIO(content))


def _refused(content: bytes) -> str:
    with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
        if pdf.is_encrypted:
            return "locked"
        if not 0 < len(pdf.pages) <= MOST_PAGES:
            return "pages"
        is_active = any(_is_active(found) for thing in pdf.objects for found in _within(thing, 0))
    raw = _WRITTEN_BY_NUMBER.sub(lambda match: bytes([int(match[1], 16)]), content)
    return "active" if is_active or _RAW_NAMES.search(raw) else ""


def _within(thing: Any, depth: int) -> Iterator[Any]:
    """The dictionaries of an object and of what is written inside it; what it points at comes by itself."""
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
        inner = [thing.get(key) for key in thing.keys()]  # noqa: SIM118  it is no mapping of Python
    else:
        inner = list(thing) if isinstance(thing, pikepdf.Array) else []
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _within(value, depth + 1)


def _is_active(thing: Any) -> bool:
    said = {str(thing.get(key, "")) for key in ("/S", "/Type", "/Subtype")}
    return bool(set(thing.keys()) & ACTIVE_KEYS or str(thing.get("/S", "")) in ACTIVE_ACTIONS or said & ACTIVE_TYPES)


def _seen(content: bytes) -> tuple[dict[str, Any], bytes]:
    document = pypdfium2.PdfDocument(content)
    if pdfium.FPDF_GetFormType(document.raw) in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        return {"refused": "active"}, b""
    page = document[0]
    scale = min(PREVIEW_PX / max(page.get_width(), 1), PREVIEW_PX / max(page.get_height(), 1), 4)
    out = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(out, "JPEG", quality=QUALITY)
    return {"pages": len(document)}, out.getvalue()


def main() -> None:
    """Read a PDF from the input and write the facts and the picture."""
    confine()
    facts, picture = look(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
