"""Draws one page of a strange PDF, or a picture, anew, as a program of its own (`casework.apart`): bytes in, JPEG out.

Its arguments are the page's number from 1 and the pixels of its longer side. The output's first line is JSON, which
says `refused` where nothing can be drawn. Pure: knows neither Django nor the database. `apart` bounds its time and
memory, and nothing within the file ever runs.
"""

import io
import json
import sys

import pypdfium2
from PIL import Image, ImageOps

SECONDS, MEMORY_BYTES = 10, 1_500_000_000
MOST_PIXELS = 60_000_000
QUALITY = 88
"""Of JPEG with whole colours, in which print stays sharp: a photo takes a third of what it takes as PNG, and a tenth of
the time.
"""
FORMATS = ("JPEG", "PNG", "WEBP")
PDF_MARK = b"%PDF-"
_DAMAGED = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, ArithmeticError, MemoryError)


def draw(content: bytes, *, page: int, longest_px: int) -> bytes | None:
    """The page as JPEG; None where there is none or it cannot be drawn."""
    try:
        picture = _page(content, page, longest_px) if _is_pdf(content) else _picture(content, longest_px)
        kept = io.BytesIO()
        picture.save(kept, "JPEG", quality=QUALITY, subsampling=0)
        return kept.getvalue()
    except (*_DAMAGED, pypdfium2.PdfiumError):
        return None


def _is_pdf(content: bytes) -> bool:
    return content[:1024].lstrip().startswith(PDF_MARK)


def _page(content: bytes, number: int, longest_px: int) -> Image.Image:
    with pypdfium2.PdfDocument(content) as document:
        page = document[number - 1]
        scale = longest_px / max(page.get_size())
        drawn: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        return drawn


def _picture(content: bytes, longest_px: int) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is unpacked
    picture: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((longest_px, longest_px))
    return upright


if __name__ == "__main__":
    made = draw(sys.stdin.buffer.read(), page=int(sys.argv[1]), longest_px=int(sys.argv[2]))
    sys.stdout.buffer.write(json.dumps({} if made else {"refused": "damaged"}).encode() + b"\n" + (made or b""))
