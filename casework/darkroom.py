"""Draws a strange picture anew, as a program of its own: bytes on its input, a JPEG without any words on its output.

The output's first line is JSON: size of the picture drawn and the place the camera noted, or why there is none. An
argument says how long its longer side may be, in pixels. Pure: knows neither Django nor the database. It limits its own
time and memory before it looks at a byte, since a small file may unpack into gigabytes and a cut one may make a decoder
run on.
"""

import io
import json
import resource
import sys
from typing import Any

from PIL import ExifTags, Image, ImageFile, ImageOps

SECONDS, MEMORY_BYTES = 10, 1_500_000_000
MOST_PIXELS = 60_000_000
LONGEST_PX, QUALITY = 1600, 82
FORMATS = ("JPEG", "PNG", "WEBP")
_DAMAGED = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, ArithmeticError)


def confine() -> None:
    """Take away what drawing a picture does not need; there is no way back."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def develop(content: bytes, *, longest_px: int = LONGEST_PX) -> tuple[dict[str, Any], bytes]:
    """The facts and the new picture; the facts say `refused` (`kind`, `pixels`, `damaged`) where there is none."""
    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is unpacked
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    except _DAMAGED:
        return {"refused": "kind"}, b""
    if picture.width * picture.height > MOST_PIXELS:
        return {"refused": "pixels"}, b""
    try:
        return _drawn(picture, longest_px)
    except _DAMAGED:
        return {"refused": "damaged"}, b""


def _drawn(picture: Image.Image, longest_px: int) -> tuple[dict[str, Any], bytes]:
    position = _position(picture)
    picture.draft("RGB", (longest_px, longest_px))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((longest_px, longest_px))
    paper = Image.new("RGB", upright.size, "white")
    seen = upright.convert("RGBA") if upright.mode in {"RGBA", "LA", "PA", "P"} else upright.convert("RGB")
    paper.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=QUALITY, optimize=True)
    return {"width": paper.width, "height": paper.height, "position": position}, out.getvalue()


def _position(picture: Image.Image) -> tuple[float, float] | None:
    """Longitude and latitude; a camera's broken words are no reason to refuse its picture."""
    try:
        gps = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[2]) * (-1 if str(gps[1]).startswith("S") else 1)
        longitude = _degrees(gps[4]) * (-1 if str(gps[3]).startswith("W") else 1)
    except _DAMAGED:
        return None
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (longitude, latitude) if is_on_earth else None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def main() -> None:
    """Read a picture from the input and write the facts and the new one."""
    confine()
    longest_px = int(sys.argv[1]) if len(sys.argv) > 1 else LONGEST_PX
    facts, drawn = develop(sys.stdin.buffer.read(), longest_px=longest_px)
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + drawn)


if __name__ == "__main__":
    main()
