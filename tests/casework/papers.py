"""PDFs for tests: whole, and poisoned in the ways that a reader must notice."""

import io
import zipfile
from typing import Any

import pikepdf


def pdf(*, pages: int = 1, **root: Any) -> bytes:
    """A PDF of blank pages; keywords become entries of its catalogue."""
    return _saved(_blank(pages, **root))


def packed(**root: Any) -> bytes:
    """The same with its objects inside a stream of objects, where no word of them stands in the file."""
    return _saved(_blank(1, **root), object_stream_mode=pikepdf.ObjectStreamMode.generate)


def locked() -> bytes:
    """One that asks for a password."""
    return _saved(_blank(1), encryption=pikepdf.Encryption(owner="owner", user="user"))


def action(kind: str, **facts: Any) -> pikepdf.Dictionary:
    """An action of a kind such as `JavaScript`."""
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **facts)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed_up:
        packed_up.writestr("a.txt", "a")
    return out.getvalue()


def _blank(pages: int, **root: Any) -> pikepdf.Pdf:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    for key, value in root.items():
        made.Root[f"/{key}"] = made.make_indirect(value)
    return made


def _saved(made: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    made.save(out, **how)
    return out.getvalue()
