"""Which part of a file a request asks for (RFC 9110, section 14): one range of bytes, or the whole."""

import re

_ONE_RANGE = re.compile(r"bytes=(?:(?P<first>\d+)-(?P<last>\d*)|-(?P<suffix>\d+))", re.IGNORECASE)


class NotSatisfiable(Exception):
    """The range begins behind the end of the file."""


def asked(header: str, *, size: int) -> range | None:
    """The bytes asked for; None for the whole, as also for what is not understood or for several ranges at once.

    Raises NotSatisfiable.
    """
    found = _ONE_RANGE.fullmatch(header.strip())
    if found is None:
        return None
    if found["suffix"] is not None:
        first, end = max(size - _number(found["suffix"]), 0), size
    else:
        first, end = _number(found["first"]), min(_number(found["last"] or str(size)) + 1, size)
        if found["last"] and _number(found["last"]) < first:
            return None
    if first >= end:
        raise NotSatisfiable
    return range(first, end)


def _number(digits: str) -> int:
    """Absurdly long numbers are as good as a large one."""
    return int(digits[-20:]) if len(digits) <= 20 else 10**20
