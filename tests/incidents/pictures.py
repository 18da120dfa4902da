"""Pictures for tests: whole, cut, poisoned."""

import io
import struct
import zlib

from PIL import Image

LON, LAT = 98.935, 18.75


def jpeg(size: tuple[int, int] = (40, 30), *, has_place: bool = True, note: str = "camera of Somchai") -> bytes:
    """A JPEG with a camera's words: a maker, a place, and which way up it is."""
    exif = Image.Exif()
    exif[0x010F] = note
    exif[0x0112] = 6
    if has_place:
        exif.get_ifd(0x8825).update({1: "N", 2: (18.0, 45.0, 0.0), 3: "E", 4: (98.0, 56.0, 6.0)})
    out = io.BytesIO()
    Image.new("RGB", size, (30, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def png(size: tuple[int, int] = (40, 30)) -> bytes:
    """A PNG without words."""
    out = io.BytesIO()
    Image.new("RGB", size, (30, 120, 60)).save(out, "PNG")
    return out.getvalue()


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few bytes that says it unpacks to gigabytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
