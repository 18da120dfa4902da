"""Layers handed out while they are read: short answers are read whole first, of long ones so many go out at once.

A long one holds a database connection until its reader has it all, however slow he is, and a process has few of them
beside those of its turns (`settings.KEPT_OPEN`).
"""

import threading
from collections.abc import Callable
from contextlib import closing

from django.utils.translation import gettext

from gis_assets.refusals import Refusal
from gis_assets.streaming import Pieces

SHORT_BYTES = 2 * 2**20
AT_ONCE = 6
AGAIN_S = "10"

_places = threading.BoundedSemaphore(AT_ONCE)


class TooMany(Refusal):
    """All places of long answers are taken."""


def handed(read: Callable[[], Pieces]) -> tuple[Pieces, bool]:
    """What is read, and whether it still comes from the database when it is sent. Raises `TooMany`.

    A long answer is begun anew when it is sent: until then the connection serves the request.
    """
    if (whole := _short(read())) is not None:
        return (piece for piece in whole), False
    if not _places.acquire(blocking=False):
        raise TooMany(gettext("Too many take whole layers at once. Try again in a few seconds, or take the files."))
    long = _long(read())
    next(long)  # begun, so that its end is run whatever becomes of the answer
    return long, True


def _short(pieces: Pieces) -> list[bytes] | None:
    """All of it, or nothing when there is more than a short answer has."""
    begun, size = [], 0
    with closing(pieces):
        for piece in pieces:
            begun.append(piece)
            size += len(piece)
            if size > SHORT_BYTES:
                return None
    return begun


def _long(pieces: Pieces) -> Pieces:
    try:
        yield b""
        with closing(pieces):
            yield from pieces
    finally:
        _places.release()
