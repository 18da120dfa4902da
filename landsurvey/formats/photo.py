"""Photos from the field: a JPEG is read by its segments and written again without what a camera adds to it.

What stays is the picture and which way up it is. Time and place of the camera are returned to be kept as columns;
names, serial numbers, thumbnails, and anything appended behind the picture are dropped. The picture itself is not
decoded: no byte of it changes.
"""

import contextlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from landsurvey.words import FileRefused, gettext_noop

MAX_BYTES = 15_000_000
MAX_PIXELS = 100_000_000
_SOI, _EOI, _SOS, _APP0, _APP1, _APP14, _COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xEE, 0xFE
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_ORIENTATION, _EXIF_IFD, _GPS_IFD, _TAKEN = 0x0112, 0x8769, 0x8825, 0x9003
_JFIF_BYTES = 18
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_MOST_ENTRIES = 500
# A camera's clock that was never set may say anything; the database cannot give back the first years of our era.
_FIRST_YEAR = 1970
# What one EXIF tag holds: numbers, or one bytes.
Values = tuple[Any, ...]


class NotAJpeg(FileRefused):
    msgid = gettext_noop("%(name)s is no JPEG photo. Take it again with the camera, or save it as JPEG.")


class PhotoDamaged(FileRefused):
    msgid = gettext_noop("The photo %(name)s is cut off or damaged. Send it again.")


class PhotoTooLarge(FileRefused):
    msgid = gettext_noop("The photo %(name)s has %(megabytes)s MB; at most %(limit)s MB are taken. Make it smaller.")


@dataclass(frozen=True)
class Photo:
    """A photo without its camera's words; `taken_at` is the camera's clock without a zone, `position` lon and lat."""

    content: bytes
    width: int
    height: int
    taken_at: datetime | None = None
    position: tuple[float, float] | None = None


def read(content: bytes, *, name: str) -> Photo:
    """Strip the photo and return what is kept. Raises `NotAJpeg`, `PhotoDamaged` or `PhotoTooLarge`."""
    if len(content) > MAX_BYTES:
        raise PhotoTooLarge(name=name, megabytes=len(content) // 1_000_000, limit=MAX_BYTES // 1_000_000)
    if content[:3] != b"\xff\xd8\xff":
        raise NotAJpeg(name=name)
    kept, size, exif = [b"\xff\xd8"], None, _Exif()
    try:
        for marker, segment in _segments(content):
            if marker == _APP1 and segment[4:10] == b"Exif\0\0":
                exif = _exif(segment[10:])
            elif marker in _FRAMES:
                size = struct.unpack(">HH", segment[5:9])
            if _is_kept(marker, segment):
                kept.append(segment)
    except (struct.error, IndexError) as error:
        raise PhotoDamaged(name=name) from error
    if size is None or 0 in size or size[0] * size[1] > MAX_PIXELS or kept[-1][-2:] != b"\xff\xd9":
        raise PhotoDamaged(name=name)
    if exif.orientation != 1:
        kept.insert(1, _orientation_segment(exif.orientation))
    return Photo(b"".join(kept), size[1], size[0], exif.taken_at, exif.position)


@dataclass
class _Exif:
    orientation: int = 1
    taken_at: datetime | None = None
    position: tuple[float, float] | None = None


def _is_kept(marker: int, segment: bytes) -> bool:
    """Tables, frames, scans, a JFIF header without a thumbnail, Adobe's word on colours; no comment, no other APP."""
    if marker == _APP0:
        return segment[4:9] == b"JFIF\0" and len(segment) == _JFIF_BYTES
    return marker == _APP14 or (marker != _COM and not 0xE0 <= marker <= 0xEF)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each segment with its marker; a scan is given with its data, and nothing behind the end of the picture is."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise IndexError
        while content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if marker == _EOI:
            yield marker, b"\xff\xd9"
            return
        end = at + 2 if marker in _STANDALONE else at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        if end > len(content) or (marker not in _STANDALONE and end < at + 4):
            raise IndexError
        if marker == _SOS:
            end = _end_of_scan(content, end)
        yield marker, content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the next real marker stands: stuffed zeros and restart markers belong to the scan."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise IndexError
        follower = content[at + 1]
        if follower not in (0x00, 0xFF) and not 0xD0 <= follower <= 0xD7:
            return at
        at += 1 if follower == 0xFF else 2


def _exif(tiff: bytes) -> _Exif:
    """Return what is worth keeping; a camera's broken words are no reason to refuse its picture."""
    found = _Exif()
    with contextlib.suppress(struct.error, ValueError, TypeError, IndexError, KeyError):
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        first = _entries(tiff, order, struct.unpack_from(f"{order}I", tiff, 4)[0])
        if (way := first.get(_ORIENTATION)) and 1 <= way[0] <= 8:
            found.orientation = int(way[0])
        if _EXIF_IFD in first:
            taken = _entries(tiff, order, int(first[_EXIF_IFD][0])).get(_TAKEN)
            found.taken_at = _moment(taken) if taken else None
        if _GPS_IFD in first:
            found.position = _position(_entries(tiff, order, int(first[_GPS_IFD][0])))
    return found


def _entries(tiff: bytes, order: str, at: int) -> dict[int, Values]:
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    found = {}
    for number in range(min(count, _MOST_ENTRIES)):
        tag, kind, length = struct.unpack_from(f"{order}HHI", tiff, at + 2 + 12 * number)
        if kind not in _SIZES or length > 10_000:
            continue
        place = at + 10 + 12 * number
        if _SIZES[kind] * length > 4:
            (place,) = struct.unpack_from(f"{order}I", tiff, place)
        found[tag] = _values(tiff, order, kind, length, place)
    return found


def _values(tiff: bytes, order: str, kind: int, length: int, at: int) -> Values:
    if kind in (2, 7):
        return (tiff[at : at + length],)
    if kind in (5, 10):
        parts = struct.unpack_from(f"{order}{2 * length}{'I' if kind == 5 else 'i'}", tiff, at)
        return tuple(over / under if under else 0.0 for over, under in zip(parts[::2], parts[1::2], strict=True))
    return struct.unpack_from(f"{order}{length}{ {1: 'B', 3: 'H', 4: 'I', 9: 'i'}[kind] }", tiff, at)


def _moment(values: Values) -> datetime:
    text = b"".join(values[:1]).rstrip(b"\0 ").decode("ascii")
    moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  cameras write no zone
    if moment.year < _FIRST_YEAR:
        raise ValueError(f"{text} lies before there were such cameras.")
    return moment


def _position(gps: dict[int, Values]) -> tuple[float, float] | None:
    if not {1, 2, 3, 4} <= gps.keys():
        return None
    latitude = _degrees(gps[2]) * (-1 if gps[1][0][:1] == b"S" else 1)
    longitude = _degrees(gps[4]) * (-1 if gps[3][0][:1] == b"W" else 1)
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (longitude, latitude) if is_on_earth else None


def _degrees(parts: Values) -> float:
    degrees, minutes, seconds = (float(part) for part in parts[:3])
    return degrees + minutes / 60 + seconds / 3600


def _orientation_segment(orientation: int) -> bytes:
    """An EXIF segment that says which way up the picture is, and nothing else."""
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
