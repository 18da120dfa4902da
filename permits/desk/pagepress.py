"""Draws one page of a strange PDF, or a picture, anew, as a program of its own (`casework.apart`): bytes in, PNG out.

Its argument is the page's number from 1. The output's first line is JSON, which says `refused` where nothing can be
drawn. Pure: knows neither Django nor the database. It limits its own time and memory before it looks at a byte, and
nothing within the file ever runs.
"""

import io
import json
import resource
import sys

import pypdfium2
from PIL import Image, ImageOps

SECONDS, MEMORY_BYTES = 10, 1_500_000_000
MOST_PIXELS = 60_000_000
LONGEST_PX = 1800
FORMATS = ("JPEG", "PNG", "WEBP")
PDF_MARK = b"%PDF-"
_DAMAGED = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, ArithmeticError, MemoryError)


def confine() -> None:
    """Take away what drawing a page does not need; there is no way back."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def draw(content: bytes, *, page: int) -> bytes | None:
    """The page as PNG; None where there is none or it cannot be drawn."""
    try:
        picture = _page(content, page) if content[:1024].lstrip().startswith(PDF_MARK) else _picture(content)
        kept = io.BytesIO()
        picture.save(kept, "PNG")
        return kept.getvalue()
    except (*_DAMAGED, pypdfium2.PdfiumError):
        return None


def _page(content: bytes, number: int) -> Image.Image:
    with pypdfium2.PdfDocument(content) as document:
        page = document[number - 1]
        scale = LONGEST_PX / max(page.get_size())
        drawn: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        return drawn


def _picture(content: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is unpacked
    picture: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_PX, LONGEST_PX))
    return upright


if __name__ == "__main__":
    confine()
    made = draw(sys.stdin.buffer.read(), page=int(sys.argv[1]))
    sys.stdout.buffer.write(json.dumps({} if made else {"refused": "damaged"}).encode() + b"\n" + (made or b""))
