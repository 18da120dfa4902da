"""One open page's end of the stream: messages wait here until its connection takes them."""

import asyncio
from collections import defaultdict

WAITING_MOST = 200


class Feed:
    """Messages for one page, in order. A page that takes none for long is cut off and comes back where it stood."""

    def __init__(self) -> None:
        self._messages: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING_MOST)

    def put(self, message: bytes) -> bool:
        """Add a message; False, and the feed ends, when too many wait already."""
        if self._messages.qsize() < WAITING_MOST - 1:
            self._messages.put_nowait(message)
            return True
        self.end()
        return False

    def end(self) -> None:
        """Take nothing more; what waits is still sent."""
        if not self._messages.full():
            self._messages.put_nowait(None)

    async def take(self, *, within_s: float) -> bytes | None:
        """The next message; None when the feed has ended. Raises TimeoutError when none came in time."""
        async with asyncio.timeout(within_s):
            return await self._messages.get()


class Feeds:
    """The feeds of this process by municipality, and up to which look each municipality's have followed."""

    def __init__(self) -> None:
        self.looks: dict[int, str] = {}
        self._of: defaultdict[int, set[Feed]] = defaultdict(set)

    def towns(self) -> list[int]:
        """Municipalities that somebody follows."""
        return list(self._of)

    def add(self, town: int, feed: Feed) -> None:
        self._of[town].add(feed)

    def remove(self, town: int, feed: Feed) -> None:
        """Forget a feed, and with the last one of a municipality its look."""
        self._of[town].discard(feed)
        if not self._of[town]:
            del self._of[town]
            self.looks.pop(town, None)

    def tell(self, town: int, message: bytes) -> None:
        """Give a message to every feed of the municipality; one that does not take it is dropped."""
        for feed in list(self._of.get(town, ())):
            if not feed.put(message):
                self.remove(town, feed)
