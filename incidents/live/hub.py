"""One listener in each process: hears of commits, reads what became visible, and hands it to the open pages.

Two connections of its own, which reconnect: one listens, one reads. What was missed meanwhile is read afterwards, since
every municipality has a look up to which its pages have followed. The notice itself only says where to look.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from time import monotonic
from typing import Any

import psycopg
from django.db import connection

from gis_assets import sql_files
from incidents.live import looks
from incidents.live.changes import POSITION, RESET, Change, as_message, without_old_positions
from incidents.live.feeds import Feed, Feeds

CHANNEL = "town_events"
GATHER_S = 0.02
"""Commits within this time are read and told together."""
POSITIONS_EVERY_S = 1.0
AGAIN_MOST_S = 10.0
LOOK_AGAIN_S = 60.0
"""Without any notice the tables are looked at so often, should one have been lost."""
log = logging.getLogger(__name__)


class Hub:
    """The listener of one event loop and the feeds it serves."""

    def __init__(self) -> None:
        self._feeds = Feeds()
        self._wake = asyncio.Event()
        self._at_once: set[int] = set()
        self._moved: set[int] = set()
        self._positions_at: dict[int, float] = {}
        self._reading = asyncio.Lock()
        # Pages that show again that they may stay wait for one another, and never crowd out those that work.
        self.asking_again = asyncio.Semaphore(2)
        self._reader: psycopg.AsyncConnection[Any] | None = None
        self._task = asyncio.create_task(self._run(), name="live events")

    @property
    def is_running(self) -> bool:
        """Whether its task still lives, in the loop that asks."""
        return not self._task.done() and self._task.get_loop() is asyncio.get_running_loop()

    async def join(self, town: int, *, since: looks.Look | None) -> Feed:
        """A feed that begins after that look; one that is unknown begins with the word to read everything anew.

        Raises psycopg.OperationalError while the database is away.
        """
        feed = Feed()
        async with self._reading:
            # First of all, or the municipality's look would be forgotten if the last of the others left meanwhile.
            self._feeds.add(town, feed)
            try:
                await self._catch_up(town, feed, since=since)
            except BaseException:
                self._feeds.remove(town, feed)
                raise
        return feed

    def leave(self, town: int, feed: Feed) -> None:
        """Forget a feed."""
        self._feeds.remove(town, feed)

    async def _catch_up(self, town: int, feed: Feed, *, since: looks.Look | None) -> None:
        """Tell a feed what it missed. Nothing is told meanwhile, so it misses nothing and gets nothing twice."""
        known = self._feeds.looks.get(town)
        if known is None:
            known = self._feeds.looks[town] = await self._look(town)
        missed = await self._missed(town, since=since, upto=known)
        if missed is None:
            feed.put(RESET)
        feed.put(as_message(missed or [], upto=known))

    async def _missed(self, town: int, *, since: looks.Look | None, upto: str) -> list[Change] | None:
        if since is None or not await self._is_known(town, since):
            return None
        return without_old_positions(await self._changes(town, since=since.text, upto=upto))

    async def _run(self) -> None:
        pause_s = 0.1
        while True:
            began = monotonic()
            try:
                await self._follow()
            except* (psycopg.Error, OSError) as broken:
                log.warning("Live events: the database is away (%s); it is tried again.", broken.exceptions[0])
            finally:
                await self._close()
            pause_s = 0.1 if monotonic() - began > AGAIN_MOST_S else min(pause_s * 2, AGAIN_MOST_S)
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311  only so that processes part

    async def _follow(self) -> None:
        """Listen until the connection breaks; begins with a look at every municipality, for what was missed."""
        async with await _connected() as listener:
            await listener.execute(f"LISTEN {CHANNEL}")
            self._at_once.update(self._feeds.towns())
            async with asyncio.TaskGroup() as both:
                both.create_task(self._hear(listener))
                both.create_task(self._tell_for_ever())

    async def _hear(self, listener: "psycopg.AsyncConnection[Any]") -> None:
        self._wake.set()
        async for notice in listener.notifies():
            town, _, kind = notice.payload.partition(" ")
            (self._moved if kind == POSITION else self._at_once).add(int(town))
            self._wake.set()
        raise psycopg.OperationalError("the listening connection ended")

    async def _tell_for_ever(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._until_positions_s()):
                    await self._wake.wait()
                await asyncio.sleep(GATHER_S)
            except TimeoutError:
                if not self._moved:
                    self._at_once.update(self._feeds.towns())
            self._wake.clear()
            for town in self._due():
                await self._tell(town)

    def _until_positions_s(self) -> float:
        waits = [self._positions_at.get(town, 0.0) + POSITIONS_EVERY_S - monotonic() for town in self._moved]
        return max(min(waits, default=LOOK_AGAIN_S), 0.0)

    def _due(self) -> list[int]:
        """Municipalities to be read now: those with news, and those whose crews moved, once a second."""
        calm = {town for town in self._moved if monotonic() - self._positions_at.get(town, 0.0) >= POSITIONS_EVERY_S}
        due, self._at_once = self._at_once | calm, set()
        self._moved -= due
        followed = self._feeds.towns()
        return [town for town in due if town in followed]

    async def _tell(self, town: int) -> None:
        async with self._reading:
            since = self._feeds.looks.get(town)
            if since is None:
                return
            try:
                upto = await self._look(town)
                changes = without_old_positions(await self._changes(town, since=since, upto=upto))
            except psycopg.Error:
                self._at_once.add(town)
                raise
            if town not in self._feeds.looks:
                return
            self._feeds.looks[town] = upto
            if changes:
                self._feeds.tell(town, as_message(changes, upto=upto))
            if any(change.kind == POSITION for change in changes):
                self._positions_at[town] = monotonic()

    async def _look(self, town: int) -> str:
        [(_, text)] = await self._rows("live_look", {"municipality": town})
        return str(text)

    async def _changes(self, town: int, *, since: str, upto: str) -> list[Change]:
        asked = {"municipality": town, "since": since, "upto": upto}
        return [Change(*row) for row in await self._rows("live_changes", asked)]

    async def _is_known(self, town: int, look: looks.Look) -> bool:
        await self._look(town)  # binds the connection to this municipality
        asked = {"municipality": town, "oldest": look.oldest, "newest": look.newest}
        [(known,)] = await self._rows("live_is_known", asked)
        return bool(known)

    async def _rows(self, statement: str, asked: Mapping[str, object]) -> list[tuple[Any, ...]]:
        if self._reader is None or self._reader.closed:
            self._reader = await _connected()
        cursor = await self._reader.execute(sql_files.load("incidents", statement), asked)
        return await cursor.fetchall()

    async def _close(self) -> None:
        if self._reader is not None:
            await self._reader.close()
            self._reader = None


async def _connected() -> "psycopg.AsyncConnection[Any]":
    facts = connection.get_connection_params()
    login = {name: facts[name] for name in ("dbname", "user", "password", "host", "port") if facts.get(name)}
    return await psycopg.AsyncConnection.connect(**login, autocommit=True, connect_timeout=10)


_hub: Hub | None = None


def of_this_process() -> Hub:
    """The hub of the running event loop, started with the first page that follows."""
    global _hub
    if _hub is None or not _hub.is_running:
        _hub = Hub()
    return _hub
