"""Damages a file at random and reads it: the part of the mutation tests that runs in the sandbox, without Django.

The same seed damages in the same way, so that what once broke can be looked at again. A damage is one of: bits flipped,
a piece cut off, cut out, doubled, filled with zeros, digits and letters exchanged for others, or strange bytes put in;
of a zip, more often inside a member.
"""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import shapely

from landsurvey.formats import fieldpackage
from landsurvey.inspecting import inspection
from landsurvey.landoffice import packages
from landsurvey.landoffice.transactions import understand
from landsurvey.rasters import inspection as rasters
from landsurvey.words import FileRefused

BROKE = "broke"
_BOUNDARY = shapely.box(98.89, 18.73, 98.98, 18.77)
_EPSG = 32647
_STRANGE = (
    b"\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"-1",
    b"1e999",
    b"NaN",
    b'"',
    b"<",
    b"]]",
    b"{",
    b"%s",
    b"\xe0\xb8",
)


def damaged(content: bytes, *, family: str, seed: int) -> bytes:
    """Return the file with one to three damages that follow from family and seed alone."""
    chance = random.Random(f"{family}:{seed}")
    if content.startswith(b"PK") and chance.random() < 0.6:
        return _damaged_inside(content, chance)
    return _damaged(content, chance)


def read_many(content: bytes, family: str, seeds: list[int], folder: str, *, tell: Callable[..., None]) -> None:
    """In the child: read each damaged file and tell what came of it before the next begins."""
    path = Path(folder) / f"{family}-{seeds[0]}"
    for seed in seeds:
        path.write_bytes(damaged(content, family=family, seed=seed))
        tell(*read(path))


def read(path: Path) -> tuple[str, str]:
    """What comes of a file that is read by whoever knows its kind, in the order in which an upload is tried."""
    try:
        if fieldpackage.recognise(path):
            fieldpackage.read(path)
            return "usable", ""
        if rasters.is_raster(path):
            looked_at = rasters.inspect(path, municipality_boundary=_BOUNDARY)
            return ("asks" if looked_at.questions else "usable"), ""
        if packages.is_package(path):
            rows = [understand(row.book, row.row, row.cells) for row in packages.read(path).rows]
            return ("asks" if any(row.status and not row.kind for row in rows) else "usable"), ""
        seen = inspection.inspect(path, epsg=None, municipality_boundary=_BOUNDARY)
        if seen.must_ask and {question.kind for question in seen.questions} <= {"crs"}:
            seen = inspection.inspect(path, epsg=_EPSG, municipality_boundary=_BOUNDARY)
    except FileRefused as refused:
        return "refused", type(refused).__name__
    except MemoryError:
        raise
    except Exception as error:
        return BROKE, f"{type(error).__name__}: {error} ({_where(error)})"
    return ("asks" if seen.must_ask else "usable"), ""


def _where(error: Exception) -> str:
    trace, found = error.__traceback__, ""
    while trace is not None:
        frame = trace.tb_frame.f_code
        if "landsurvey" in frame.co_filename and "tests" not in frame.co_filename:
            found = f"{Path(frame.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(max(len(changed), 1))
        length = min(chance.choice((1, 2, 4, 16, 64, 512)), max(len(changed) - at, 0))
        kind = chance.choice(("flip", "cut_off", "cut_out", "double", "zero", "insert", "alike", "alike", "alike"))
        if kind == "flip" and changed:
            for place in range(at, at + length):
                changed[place] ^= 1 << chance.randrange(8)
        elif kind == "alike":
            changed[at : at + length] = bytes(_alike(byte, chance) for byte in changed[at : at + length])
        elif kind == "cut_off":
            del changed[at:]
        elif kind == "cut_out":
            del changed[at : at + length]
        elif kind == "double":
            changed[at:at] = changed[at : at + length]
        elif kind == "zero":
            changed[at : at + length] = bytes(length)
        else:
            changed[at:at] = chance.choice(_STRANGE)
    return bytes(changed)


def _alike(byte: int, chance: random.Random) -> int:
    """Another sign of the same sort, so that text stays text and a number a number."""
    for first, last in (b"09", b"az", b"AZ"):
        if first <= byte <= last:
            return chance.randint(first, last)
    return byte


def _damaged_inside(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}
    victim = chance.choice(sorted(entries))
    return zipped({**entries, victim: _damaged(entries[victim], chance)})


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return buffer.getvalue()
