"""Carries columns from one process to another: large arrays as raw bytes, shapes as WKB, texts as one long text.

Pickling 200,000 shapes and four million texts one by one takes many seconds; packed by the column it takes a fraction.
Both ends are our own code: what comes out is trusted as far as the process that packed it.
"""

import io
import pickle
import socket
import struct
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from gis_assets.geometry import Wkb
from landsurvey.formats.features import Column

_DIVIDER = "\x1f"
_COUNT = struct.Struct("<I")
_LENGTH = struct.Struct("<Q")
_PIECE_BYTES = 1 << 20


class Gone(ConnectionError):
    """The other end closed the line in the middle of a message or before one."""


class _Packer(pickle.Pickler):
    """Knows arrays of shapes and of texts; all else is pickled as usual."""

    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, np.ndarray) and thing.dtype == object and thing.ndim == 1 and len(thing):
            return _packed_texts(thing) or _packed_shapes(thing) or _packed_values(thing)
        if isinstance(thing, shapely.Geometry):
            return _shape, (shapely.to_wkb(thing),)
        return NotImplemented


def send(line: socket.socket, thing: object) -> None:
    """Send anything that can be pickled. Raises `Gone`."""
    buffers: list[pickle.PickleBuffer] = []
    body = io.BytesIO()
    _Packer(body, protocol=5, buffer_callback=buffers.append).dump(thing)
    parts = [body.getbuffer(), *(buffer.raw() for buffer in buffers)]
    try:
        line.sendall(_COUNT.pack(len(parts)) + b"".join(_LENGTH.pack(part.nbytes) for part in parts))
        for part in parts:
            line.sendall(part)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Gone from error


def receive(line: socket.socket) -> Any:
    """Receive what the other end sent. Raises `Gone`, or `TimeoutError` as the socket is set."""
    (count,) = _COUNT.unpack(_exactly(line, _COUNT.size))
    lengths = [_LENGTH.unpack(_exactly(line, _LENGTH.size))[0] for _ in range(count)]
    body, *buffers = [_exactly(line, length) for length in lengths]
    return pickle.loads(body, buffers=buffers)  # noqa: S301  both ends are ours


def _exactly(line: socket.socket, length: int) -> bytearray:
    found = bytearray(length)
    rest = memoryview(found)
    while rest:
        try:
            got = line.recv_into(rest, min(len(rest), _PIECE_BYTES))
        except ConnectionResetError as error:
            raise Gone from error
        if not got:
            raise Gone
        rest = rest[got:]
    return found


def _packed_texts(column: Column) -> tuple[Callable[..., Column], tuple[object, ...]] | None:
    """One text for the column; repeated cells go once, with their places."""
    cells = column.tolist()
    places = dict.fromkeys(cells) if isinstance(cells[0], str) else {}
    if set(map(type, places)) != {str}:
        return None
    if len(places) * 4 > len(cells):
        whole = _DIVIDER.join(cells)
        return (_texts, (whole, None)) if whole.count(_DIVIDER) == len(cells) - 1 else None
    numbers = {cell: number for number, cell in enumerate(places)}
    whole = _DIVIDER.join(numbers)
    if whole.count(_DIVIDER) != len(numbers) - 1:
        return None
    return _texts, (whole, np.fromiter(map(numbers.__getitem__, cells), dtype=np.int32, count=len(cells)))


def _texts(whole: str, places: npt.NDArray[np.int32] | None) -> Column:
    cells = whole.split(_DIVIDER)
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column if places is None else column[places]


def _packed_values(column: Column) -> tuple[Callable[..., Column], tuple[object, ...]] | Any:
    """Numbers, days and None: each distinct value once; decimals as their digits, for pickle is slow with them."""
    cells = column.tolist()
    try:
        numbers = {cell: number for number, cell in enumerate(dict.fromkeys(cells))}
    except TypeError:  # a column of lists
        return NotImplemented
    if len({type(cell) for cell in numbers} - {Decimal, date, int, type(None)}):
        return NotImplemented
    places = np.fromiter(map(numbers.__getitem__, cells), dtype=np.int32, count=len(cells))
    decimals = [number for cell, number in numbers.items() if isinstance(cell, Decimal)]
    digits = _DIVIDER.join(str(cell) for cell in numbers if isinstance(cell, Decimal))
    others = [None if isinstance(cell, Decimal) else cell for cell in numbers]
    return _values, (others, np.array(decimals, dtype=np.int32), digits, places)


def _values(
    others: list[object], decimals: npt.NDArray[np.int32], digits: str, places: npt.NDArray[np.int32]
) -> Column:
    distinct = np.empty(len(others), dtype=object)
    distinct[:] = others
    if len(decimals):
        distinct[decimals] = [Decimal(figure) for figure in digits.split(_DIVIDER)]
    return distinct[places]


def _packed_shapes(column: Column) -> tuple[Callable[..., Column], tuple[object, ...]] | None:
    if not (shapely.is_geometry(column) | shapely.is_missing(column)).all() or not shapely.is_geometry(column).any():
        return None
    wkb = Wkb.of(column)
    return _shapes, (wkb.content, wkb.lengths)


def _shapes(content: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64]) -> Column:
    return Wkb(content, lengths).shapes()


def _shape(wkb: bytes) -> shapely.Geometry | None:
    shapes: Sequence[shapely.Geometry | None] = shapely.from_wkb([wkb], on_invalid="ignore").tolist()
    return shapes[0]
