"""PDFs for tests: whole, and poisoned in the ways that a reader must notice."""

import io
import zipfile
from typing import Any

import pikepdf


def pdf(*, pages: int = 1, **root: Any) -> bytes:
    """A PDF of blank pages; keywords become entries of its catalogue."""
    return _saved(_blank(pages, **root))


def scan(width_px: int, *, page_pt: float = 595, turned: int = 0) -> bytes:
    """A PDF of one square page that is nothing but a grey picture, as a scanner makes it."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(page_pt, page_pt))
    grey = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width_px, Height=900, BitsPerComponent=8
    )
    grey.ColorSpace = pikepdf.Name.DeviceGray
    picture = pikepdf.Stream(made, b"\x80" * (width_px * 900), grey)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=made.make_indirect(picture)))
    page.Contents = made.make_stream(f"q {page_pt} 0 0 {page_pt} 0 0 cm /Scan Do Q".encode())
    page.Rotate = turned
    return _saved(made)


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
