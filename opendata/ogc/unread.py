"""Answers on their way to readers: bounded in memory, whoever reads slowly or not at all.

A large answer is handed over piece by piece, so that it is known how much of it its reader has taken. Where too much
lies unread the slowest readers are left, not those who come next turned away.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# What the server takes of a connection before it has it wait for its reader.
PIECE_BYTES = 64 * 2**10
READ_S_MOST = 60.0
# Nobody is called slow who took a piece so lately, and has not been reading for so long.
PATIENCE_S = 0.5
READ_S_QUICK = 10.0


@dataclass(eq=False)
class _Reader:
    """Somebody who is being sent a large answer; `until` is when he is left."""

    size_bytes: int
    began_at: float
    moved_at: float
    until: asyncio.Timeout
    taken_bytes: int = 0

    def is_slow(self, now: float, *, patience_s: float) -> bool:
        return now - self.moved_at > patience_s or now - self.began_at > READ_S_QUICK

    def pace(self, now: float) -> float:
        """Bytes a second."""
        return self.taken_bytes / max(now - self.began_at, 0.001)


class Unread:
    """What lies in memory until its readers have taken it, of which there may be so many bytes."""

    def __init__(self, most_bytes: int, *, patience_s: float = PATIENCE_S, read_s_most: float = READ_S_MOST) -> None:
        self._most_bytes = most_bytes
        self._patience_s = patience_s
        self._read_s_most = read_s_most
        self._readers: set[_Reader] = set()
        self.size_bytes = 0

    def makes_room(self) -> bool:
        """Leave the slowest readers until no more lies unread than may; whether that was possible."""
        now = time.monotonic()
        while self.size_bytes > self._most_bytes:
            slow = [one for one in self._readers if one.is_slow(now, patience_s=self._patience_s)]
            if not slow:
                return False
            slowest = min(slow, key=lambda one: (one.pace(now), one.began_at))
            self._forget(slowest)
            if not slowest.until.expired():
                slowest.until.reschedule(0)
        return True

    async def send(self, content: bytes, send: Send) -> None:
        """Send the body of an answer. A reader who is left is not told of its end, and the server hangs up."""
        if len(content) <= PIECE_BYTES:
            await send({"type": "http.response.body", "body": content})
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._read_s_most) as until:
                now = time.monotonic()
                reader = _Reader(len(content), now, now, until)
                self._readers.add(reader)
                self.size_bytes += reader.size_bytes
                try:
                    await self._send_to(reader, memoryview(content), send)
                finally:
                    self._forget(reader)

    async def _send_to(self, reader: _Reader, content: memoryview, send: Send) -> None:
        """The server waits with a piece until the one before it is taken; the last, empty one tells of the end."""
        for start in range(0, len(content), PIECE_BYTES):
            piece = bytes(content[start : start + PIECE_BYTES])
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            reader.taken_bytes, reader.moved_at = start, time.monotonic()
        await send({"type": "http.response.body", "body": b""})

    def _forget(self, reader: _Reader) -> None:
        if reader in self._readers:
            self._readers.remove(reader)
            self.size_bytes -= reader.size_bytes
